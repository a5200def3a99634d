"""Walk-forward backtest and live year of the two models on dow30, computed with the standard library alone.

python3 dow30.py ../../../data-samples/dow30/closes.csv > ../Oracles/dow30.json (any Python from 3.8 on)
"""
import csv, json, math, sys

MODELS = {
    "dow30-reversal": (5, 20),
    "dow30-momentum": (60, 250),
}
PENALTY, FIRST, REFIT, COST, TARGET, MOST, YEAR = 10.0, 252, 252, 0.0005, 0.10, 1.0, 252
GO_LIVE, END = "1998-01-02", "1998-12-31"


def panel(path):
    dates, closes = [], {}
    with open(path) as file:
        for row in csv.DictReader(file):
            if not dates or dates[-1] != row["date"]:
                dates.append(row["date"])
            closes.setdefault(row["asset"], []).append(float(row["close"]))
    return dates, closes


def volatility(returns):
    mean = math.fsum(returns) / len(returns)
    return math.sqrt(math.fsum((x - mean) ** 2 for x in returns) / (len(returns) - 1))


def ridge(rows, target):
    n, p = len(rows), len(rows[0])
    mean = [math.fsum(r[j] for r in rows) / n for j in range(p)]
    unit = [math.sqrt(math.fsum((r[j] - mean[j]) ** 2 for r in rows) / n) for j in range(p)]
    centre = math.fsum(target) / n
    z = [[(r[j] - mean[j]) / unit[j] for j in range(p)] for r in rows]
    a = [[math.fsum(r[i] * r[j] for r in z) + (PENALTY if i == j else 0) for j in range(p)] for i in range(p)]
    b = [math.fsum(r[i] * (y - centre) for r, y in zip(z, target)) for i in range(p)]
    for i in range(p):                                   # Gauss, with the largest pivot
        k = max(range(i, p), key=lambda r: abs(a[r][i]))
        a[i], a[k], b[i], b[k] = a[k], a[i], b[k], b[i]
        for r in range(i + 1, p):
            f = a[r][i] / a[i][i]
            a[r] = [x - f * y for x, y in zip(a[r], a[i])]
            b[r] -= f * b[i]
    beta = [0.0] * p
    for i in reversed(range(p)):
        beta[i] = (b[i] - math.fsum(a[i][j] * beta[j] for j in range(i + 1, p))) / a[i][i]
    beta = [x / u for x, u in zip(beta, unit)]
    return centre - math.fsum(x * m for x, m in zip(beta, mean)), beta


def book(prediction, volatilities, before):
    mean = math.fsum(prediction) / len(prediction)
    signal = [p - mean for p in prediction]
    gross = math.fsum(abs(s) for s in signal)
    weight = [s / gross for s in signal]
    risk = math.sqrt(math.fsum((w * v) ** 2 for w, v in zip(weight, volatilities))) * math.sqrt(YEAR)
    held = [w * min(MOST, TARGET / risk) for w in weight]
    return held, [COST * abs(h - b) for h, b in zip(held, before)]


def run(dates, closes, windows):
    assets = sorted(closes)
    returns = {a: [0.0] + [closes[a][t] / closes[a][t - 1] - 1 for t in range(1, len(dates))] for a in assets}
    times = [t for t in range(1 + max((20,) + windows), len(dates)) if dates[t] <= END]
    x = {t: [[math.fsum(returns[a][t - n:t]) for n in windows] for a in assets] for t in times}
    risk = {t: [volatility(returns[a][t - 20:t]) for a in assets] for t in times}
    y = {t: [returns[a][t] for a in assets] for t in times}
    live = next(t for t in times if dates[t] >= GO_LIVE)
    refits, days, held, model = [], [], [0.0] * len(assets), None
    for i, t in enumerate(times):
        if i < FIRST:
            continue
        if t == live or (t < live and (i - FIRST) % REFIT == 0):
            known = times[:i]
            model = ridge([r for s in known for r in x[s]], [v for s in known for v in y[s]])
            refits.append({"at": dates[t], "intercept": model[0], "coefficients": model[1]})
        said = [model[0] + math.fsum(b * v for b, v in zip(model[1], r)) for r in x[t]]
        held, cost = book(said, risk[t], held)
        days.append((dates[t], math.fsum(h * v for h, v in zip(held, y[t])), math.fsum(cost), said, held))
    return assets, refits, days


def figures(days):
    net = [g - c for _, g, c, _, _ in days]
    mean = math.fsum(net) / len(net)
    deviation = math.sqrt(math.fsum((v - mean) ** 2 for v in net) / (len(net) - 1))
    wealth, top, fall = 1.0, 1.0, 0.0
    for v in net:
        wealth *= 1 + v
        top = max(top, wealth)
        fall = min(fall, wealth / top - 1)
    return {"sessions": len(net), "profit": wealth - 1, "sharpe": mean / deviation * math.sqrt(YEAR), "volatility": deviation * math.sqrt(YEAR),
            "drawdown": fall, "cost": math.fsum(c for _, _, c, _, _ in days)}


dates, closes = panel(sys.argv[1])
result = {}
for name, features in MODELS.items():
    assets, refits, days = run(dates, closes, features)
    months = {}
    for d, g, c, _, _ in days:
        months[d[:7]] = (1 + months.get(d[:7], 0.0)) * (1 + g - c) - 1
    result[name] = {
        "refits": refits, "backtest": figures([d for d in days if d[0] < GO_LIVE]), "live": figures([d for d in days if d[0] >= GO_LIVE]), "months": months,
        "lastDay": {"predictions": dict(zip(assets, days[-1][3])), "positions": dict(zip(assets, days[-1][4]))},
    }
json.dump(result, sys.stdout, indent=1)
