# Both reports of a lane, its destinations, an event: a file of two years in which two months of Germany's imports are late.
awk 'BEGIN {
    print "source,freq,period,reporter,reporter_name,partner,partner_name,flow,hs6,native_code,code_level,material,value_usd,qty_kg,is_mirror,via_entrepot,confidential,partner_group"
    for (k = 0; k < 24; k++) {
        period = (2020 + int(k / 12)) * 100 + k % 12 + 1
        x = 1000000 + 137000 * (k * 7 % 5); m = x * (1.05 + 0.01 * (k * 3 % 4))
        if (k == 17) m -= 600000
        if (k == 18) m += 600000
        printf "comtrade,M,%d,CHN,China,DEU,Germany,export,850511,850511,6,magnets,%d,%d,false,false,false,false\n", period, x, x / 20
        if (k < 12) printf "comtrade,M,%d,CHN,China,FRA,France,export,850511,850511,6,magnets,%d,%d,false,false,false,false\n", period, x / 2, x / 40
        if (k != 3) printf "comtrade,M,%d,DEU,Germany,CHN,China,import,850511,850511,6,magnets,%d,%d,false,false,false,false\n", period, m, m / 20 / 1.065
    }
}' >both.csv
gadolin ingest --vintage 2022-03-01 both.csv >/dev/null || exit
echo "==== a lane in dollars"
gadolin mirror -p 850511 -e CHN -i DEU -m value --from 2021
echo "==== one of its rows as JSON"
gadolin mirror -p 850511 -e CHN -i DEU -m value --from 2021-06 --to 2021-06 -o json
echo "==== every destination"
gadolin mirror -p 850511 -e CHN
echo "==== an event"
gadolin mirror -p 850511 -e CHN -i FRA --event 2021-01 -o md
echo "==== the events of graphite"
gadolin mirror -p graphite -e CHN --event list -o csv
