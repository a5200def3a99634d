using ModelOpsLab.Reporting;

namespace ModelOpsLab.Trading;

/// <summary>Rows of a budget grouped by session; a session whose return the account does not know is left out, with its rows.</summary>
sealed class BudgetSessions
{
    readonly BudgetRows _rows;
    readonly List<(int From, int To, double Account)> _sessions = [];

    public BudgetSessions(BudgetRows rows, string what)
    {
        _rows = rows;
        var n = rows.Dates.Count;
        foreach (var (name, values) in new (string, IReadOnlyList<double>?)[] { ("Position", rows.Position), ("Return", rows.Return), ("Cost", rows.Cost), ("Slippage", rows.Slippage), ("Intended", rows.Intended) })
        {
            if (values is not null && values.Count != n) throw new ArgumentException($"{what}: {name} has {Format.Count(values.Count)} values for {Format.Count(n)} rows.", nameof(rows));
            for (var i = 0; values is not null && i < n; i++)
                if (double.IsInfinity(values[i])) throw new ArgumentException($"{what}: {name} of row {Format.Count(i)}, {Format.Time(rows.Dates[i])}, is infinite: correct or remove it.", nameof(rows));
        }
        if (rows.Account.Because is { } because && rows.Account.Count > 0) throw new ArgumentException($"{what}: {because}.", nameof(rows));
        var dates = rows.Account.Dates;
        var account = 0;
        for (int from = 0, to; from < n; from = to)
        {
            var date = rows.Dates[from];
            for (to = from + 1; to < n && rows.Dates[to] == date; to++) ;
            if (to < n && rows.Dates[to] < date) throw new ArgumentException($"{what}: row {Format.Count(to)}, {Format.Time(rows.Dates[to])}, comes after {Format.Time(date)}: sort the rows by time.", nameof(rows));
            while (account < dates.Count && dates[account] < date) Skip();
            if (account < dates.Count && dates[account] == date) _sessions.Add((from, to, rows.Account.Values[account++]));
            else LeftOut++;
        }
        while (account < dates.Count) Skip();

        void Skip()
        {
            // A session that only the account knows has no row to explain it: all of it is unexplained.
            _sessions.Add((0, 0, rows.Account.Values[account++]));
        }
    }

    /// <summary>Sessions that the account knows.</summary>
    public int Count => _sessions.Count;
    /// <summary>Sessions with rows that the account does not know.</summary>
    public int LeftOut { get; }

    /// <summary>What the account says of each session.</summary>
    public double[] Account => [.. _sessions.Select(s => s.Account)];

    /// <summary>The averages of some of the sessions.</summary>
    public BudgetFactors Factors(int from, int to)
    {
        List<(double Position, double Return, int Session)> covered = [];
        double account = 0, gross = 0, cost = 0, slippage = 0, sizing = 0, coverage = 0;
        for (var s = from; s < to; s++)
        {
            account += _sessions[s].Account;
            for (var i = _sessions[s].From; i < _sessions[s].To; i++)
            {
                cost += Finite(_rows.Cost[i]);
                if (_rows.Slippage is { } paid) slippage += Finite(paid[i]);
                double position = _rows.Position[i], move = _rows.Return[i];
                if (double.IsNaN(position) || double.IsNaN(move)) continue;
                var asked = _rows.Intended is { } intended && !double.IsNaN(intended[i]) ? intended[i] : position;
                gross += position * move;
                var other = position * move - asked * move;
                if (position == 0) coverage += other;
                else sizing += other;
                if (asked != 0) covered.Add((asked, move, s));
            }
        }
        return BudgetFactors.Of(to - from, covered) with
        {
            Account = account, Cost = cost, Slippage = slippage, Overridden = sizing, Missed = coverage, Residual = account - (gross - cost - slippage),
        };
    }

    static double Finite(double value) => double.IsNaN(value) ? 0 : value;
}
