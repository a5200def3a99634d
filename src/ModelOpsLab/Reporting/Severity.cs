namespace ModelOpsLab.Reporting;

/// <summary>How a measurement compares with its threshold, from best to worst. What was not judged is <see cref="Unknown"/>, never healthy.</summary>
public enum Severity { Healthy, Unknown, Warning, Critical }
