# A source with many codes and reporters is summed up; the reporter asked for is not.
{
    echo 't,i,j,k,v,q'
    for reporter in 8 12 24 32 36 40 51 56 68 76 100 104 116 120 124 144 152 156 170 188 191 203 208 218 222 233 246 251 268 276 288 300 320 348 360 364 372 376 380 392 398 400; do
        echo "2022,$reporter,842,850511,1000,10"
    done
    for code in $(seq 100100 100350); do echo "2022,156,842,$code,1,1"; done
} >BACI_HS17_Y2022_V202601.csv
gadolin ingest BACI_HS17_Y2022_V202601.csv | sed 's/, [0-9.]* s$//'
gadolin sources
gadolin sources -r CHN
gadolin sources -p 10034
