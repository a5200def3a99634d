#!/usr/bin/env bash
# Wall clock of a cold start, notebook in, executed notebook and page out: `modelops run` of ten C# cells against
# `jupyter nbconvert --execute` of ten Python cells that compute the same; the monthly review; the memory of 500 cells; the cost of the
# process that watches the run. Prints the median and the range of each, and ends with 1 where a bar is missed.
# Needs the .NET SDK; for the peer jupyter-nbconvert and an ipykernel (apt: jupyter-nbconvert python3-ipykernel), for memory GNU time (apt: time).
#   tests/ModelOpsLab.Benchmarks/cold-run.sh [runs, default 7]
#   MODELOPS=path/to/modelops skips publishing; JUPYTER=path/to/jupyter names another one
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
runs=${1:-7}
jupyter=${JUPYTER:-jupyter}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

modelops=${MODELOPS:-}
if [ -z "$modelops" ]; then
    dotnet publish "$root/src/ModelOpsLab.Cli" -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -p:RestoreLockedMode=false --nologo -v q
    modelops=$root/artifacts/publish/ModelOpsLab.Cli/release_linux-x64/modelops
fi

# notebook FILE KERNEL LANGUAGE CELL...
notebook() {
    local file=$1 kernel=$2 language=$3 separator="" id=0
    shift 3
    {
        printf '{"cells":['
        for cell in "$@"; do
            id=$((id + 1))
            printf '%s{"cell_type":"code","id":"c%d","execution_count":null,"metadata":{},"outputs":[],"source":["%s"]}' "$separator" "$id" "$cell"
            separator=,
        done
        printf '],"metadata":{"kernelspec":{"name":"%s","display_name":"%s","language":"%s"}},"nbformat":4,"nbformat_minor":5}\n' "$kernel" "$kernel" "$language"
    } > "$file"
}

notebook "$folder/cs.ipynb" .net-csharp 'C#' \
    'var n = 1000;' \
    'var x = Enumerable.Range(0, n).Select(i => Math.Sin(i)).ToArray();' \
    'double Mean(double[] v) => v.Sum() / v.Length;' \
    'var m = Mean(x);' \
    'Math.Round(m, 6)' \
    'var s = Math.Sqrt(x.Sum(v => (v - m) * (v - m)) / (n - 1));' \
    'Math.Round(s, 6)' \
    'var z = x.Select(v => (v - m) / s).ToArray();' \
    'Console.WriteLine(z.Length);' \
    'Math.Round(z.Max(), 6)'
notebook "$folder/py.ipynb" python3 python \
    'import math\nn = 1000' \
    'x = [math.sin(i) for i in range(n)]' \
    'def mean(v): return sum(v) / len(v)' \
    'm = mean(x)' \
    'round(m, 6)' \
    's = math.sqrt(sum((v - m) ** 2 for v in x) / (n - 1))' \
    'round(s, 6)' \
    'z = [(v - m) / s for v in x]' \
    'print(len(z))' \
    'round(max(z), 6)'

# measure NAME COMMAND...: one run to fill the disk cache, then the measured ones; the median stays in $median
measure() {
    local name=$1 start end times=()
    shift
    "$@" > "$folder/log" 2>&1 || { cat "$folder/log" >&2; return 1; }
    for _ in $(seq "$runs"); do
        start=$EPOCHREALTIME
        "$@" > "$folder/log" 2>&1
        end=$EPOCHREALTIME
        times+=("$(( (${end/./} - ${start/./}) / 1000 ))")
    done
    mapfile -t times < <(printf '%s\n' "${times[@]}" | sort -n)
    median=${times[$((runs / 2))]}
    printf '%-42s median %5d ms   from %5d to %5d   (%d runs)\n' "$name" "$median" "${times[0]}" "${times[$((runs - 1))]}" "$runs"
}

# bar WHAT FOUND LIMIT UNIT
missed=0
bar() {
    if [ "$2" -le "$3" ]; then echo "  holds: $1 $2 $4, at most $3 $4"; else echo "  MISSED: $1 $2 $4, at most $3 $4"; missed=1; fi
}

# the cell itself says when it ran; what follows it (writing the file, ending two processes) is in the second line
notebook "$folder/one.ipynb" .net-csharp 'C#' 'DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()'
firsts=()
for _ in $(seq "$runs"); do
    start=$EPOCHREALTIME
    "$modelops" run "$folder/one.ipynb" > "$folder/log" 2>&1
    firsts+=("$(( $(grep -oE '\b1[0-9]{12}\b' "$folder/one.ipynb" | head -1) - ${start/./} / 1000 ))")
done
mapfile -t firsts < <(printf '%s\n' "${firsts[@]}" | sort -n)
printf '%-42s median %5d ms   from %5d to %5d   (%d runs)\n' 'modelops run, first result' "${firsts[$((runs / 2))]}" "${firsts[0]}" "${firsts[$((runs - 1))]}" "$runs"
bar 'first result' "${firsts[$((runs / 2))]}" 800 ms
measure 'modelops run, 1 C# cell' "$modelops" run "$folder/one.ipynb"
measure 'modelops run, 10 C# cells' "$modelops" run "$folder/cs.ipynb"
measure 'modelops run, 10 C# cells, and the page' "$modelops" run "$folder/cs.ipynb" --html "$folder/cs.html"
page=$median
bar 'ten cells and the page' "$page" 2200 ms
measure 'the same with the record' "$modelops" run "$folder/cs.ipynb" --out "$folder/cs-out.ipynb" --html "$folder/cs.html"
# the same without the process that watches: standard input, which ties the two, is held open for it
unwatched() { MODELOPS_JOURNAL=$folder/journal "$modelops" "$@" < <(exec sleep 60); }
measure 'the same without the watching process' unwatched run "$folder/cs.ipynb" --out "$folder/cs-out.ipynb" --html "$folder/cs.html"

if command -v "$jupyter" > /dev/null; then
    measure 'jupyter nbconvert --execute, 10 Python' "$jupyter" nbconvert --to notebook --execute --output py-out.ipynb --output-dir "$folder" "$folder/py.ipynb"
    bar 'ten cells and the page, of its time' "$((page * 100 / median))" 60 %
    measure 'jupyter nbconvert, run and page, 10 Python' "$jupyter" nbconvert --to html --execute --output py-out.html --output-dir "$folder" "$folder/py.ipynb"
else
    echo "jupyter is not installed; its lines were not measured."
fi

# the review as it is committed: 16 code cells, its page written too; the first run fills the workspace's state
cp -r "$root/data-samples" "$folder/data-samples"
measure 'modelops run, the review and page' "$modelops" run "$root/notebooks/monthly-review.ipynb" --workspace "$folder/data-samples" --out "$folder/review.ipynb" --html "$folder/review.html"

# the review as it is asked for: with the state of earlier ones, and with nothing: training, the demonstration's past and the replay of a year
review() { "$modelops" review "$1" --month "$2" --workspace "$folder/data-samples" --out "$folder/reports"; }
anew() { rm -rf "$folder/data-samples/.modelops"; review "$@"; }
for one in 'spx-momentum 2020-03' 'dow30-momentum 1998-09'; do
    measure "modelops review $one" review $one
    bar 'a whole review' "$median" 5000 ms
    measure 'the same, nothing there yet' anew $one
done

# 500 cells that use the library: peak memory of the process that runs them
cells=('using ModelOpsLab.Statistics;')
for i in $(seq 499); do cells+=("var v$i = Enumerable.Range(0, $((i % 7 + 3))).Select(q => q * 1.5 + $i).ToArray(); Moments.Mean(v$i)"); done
notebook "$folder/500.ipynb" .net-csharp 'C#' "${cells[@]}"
if [ -x /usr/bin/time ]; then
    /usr/bin/time -o "$folder/memory" -f '%M %e' "$modelops" run "$folder/500.ipynb" > "$folder/log" 2>&1 || { tail -3 "$folder/log" >&2; exit 1; }
    read -r kilobytes seconds < "$folder/memory"
    printf '%-42s %s s\n' 'modelops run, 500 C# cells' "$seconds"
    bar 'peak memory of 500 cells' "$((kilobytes / 1024))" 400 MB
else
    echo "/usr/bin/time is not installed; memory was not measured."
fi
exit "$missed"
