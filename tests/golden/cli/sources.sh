# What is held, what is missing, the files and the refused rows.
head='product,reporter,partner,flow,period,metric,value,unit,basis,status,published,published_basis,source,source_url,note'
{
    echo "$head"
    for month in 01 02 03 06 07 10; do
        echo "magnets,CHN,W00,X,2024-$month,qty,100,t,,reported,2024-12-20,stated,A,http://a,"
    done
    echo "magnets,CHN,USA,X,2024-06,qty,10,t,,reported,2024-12-20,stated,B,http://b,"
    echo "magnets,CHN,W00,X,2022,qty,1200,t,,reported,2024-12-20,stated,A,http://a,"
    echo "magnets,CHN,W00,X,2020,qty,1100,t,,reported,2024-12-20,stated,A,http://a,"
    echo "magnets,CHN,W00,X,2024-13,qty,1100,t,,reported,2024-12-20,stated,A,http://a,"
} >a.csv
gadolin ingest a.csv | sed 's/, [0-9.]* s$//'
gadolin sources
gadolin sources --show gaps
gadolin sources --show gaps --reporter USA
gadolin sources --show sources -o md
gadolin sources --show rejects
gadolin sources --show batches -o csv | cut -d, -f1-3,5-10
gadolin sources -p magnets -o json
gadolin sources --show batches -p magnets; echo "-> $?"
gadolin sources -p magnest; echo "-> $?"
