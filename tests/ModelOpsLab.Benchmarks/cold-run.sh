#!/usr/bin/env bash
# Wall clock of a cold start, notebook in, executed notebook out: `modelops run` of ten C# cells against
# `jupyter nbconvert --execute` of ten Python cells that compute the same; then the monthly review, page included, against
# as many trivial Python cells. Prints the median and the range of each.
# Needs the .NET SDK; for the second line jupyter-nbconvert and an ipykernel (apt: jupyter-nbconvert python3-ipykernel).
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

# measure NAME COMMAND...: one run to fill the disk cache, then the measured ones
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
    printf '%-34s median %5d ms   from %5d to %5d   (%d runs)\n' "$name" "${times[$((runs / 2))]}" "${times[0]}" "${times[$((runs - 1))]}" "$runs"
}

measure 'modelops run, 10 C# cells' "$modelops" run "$folder/cs.ipynb" --out "$folder/cs-out.ipynb"
# the review as it is committed: 16 code cells, its page written too; the first run fills the workspace's state
cp -r "$root/data-samples" "$folder/data-samples"
measure 'modelops run, the review and page' "$modelops" run "$root/notebooks/monthly-review.ipynb" --workspace "$folder/data-samples" --out "$folder/review.ipynb" --html "$folder/review.html"
cells=()
for i in $(seq 16); do cells+=("$i + $i"); done
notebook "$folder/py16.ipynb" python3 python "${cells[@]}"

if command -v "$jupyter" > /dev/null; then
    measure 'jupyter nbconvert, 10 Python cells' "$jupyter" nbconvert --to notebook --execute --output py-out.ipynb --output-dir "$folder" "$folder/py.ipynb"
    measure 'jupyter nbconvert, 16 Python cells' "$jupyter" nbconvert --to notebook --execute --output py16-out.ipynb --output-dir "$folder" "$folder/py16.ipynb"
else
    echo "jupyter is not installed; the second line was not measured."
fi
