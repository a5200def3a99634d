namespace ModelOpsLab.Registry;

/// <summary>The names that a review's rules may use.</summary>
public static class ReviewMetrics
{
    /// <summary>The reports of a review, as its page links to them.</summary>
    public static IReadOnlyList<string> Reports { get; } = ["trading-performance", "predictions", "data-quality", "input-drift", "residuals", "stability"];

    /// <summary>What a promotion gate says of a challenger.</summary>
    public static IReadOnlyList<string> GateAnswers { get; } = ["deploy", "keep", "keepandinvestigate"];

    /// <summary>Metrics of the review as a whole: of the model, of its record and of the registry.</summary>
    public static IReadOnlyList<string> OfTheReview { get; } =
    [
        "challenger_lead", "critical_alerts", "critical_incidents", "earlier_version_lead", "edge_odds_below_floor", "edge_odds_below_floor_without_prior", "live_edge",
        "live_sessions", "live_sharpe_ratio", "months_since_training", "open_incidents", "sessions", "sessions_to_odds", "sharpe_difference",
    ];

    /// <summary>All metrics that may be judged: those of the review and those of its reports.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. OfTheReview,
        // trading performance
        "loss_excess", "max_drawdown", "performance_q", "performance_rank", "pnl", "sharpe_ratio", "sortino_ratio", "volatility",
        // predictions
        "prediction_constant", "prediction_distance", "prediction_excess", "prediction_ks", "prediction_mean", "prediction_missing", "prediction_psi", "prediction_q", "prediction_rank", "prediction_step", "prediction_windows",
        // data quality
        "frozen_excess", "gap_excess", "jump_reach", "largest_gap", "longest_run", "missing_excess", "missing_share", "not_finite", "out_of_range", "outlier_excess", "outlier_reach", "outlier_share", "required_missing", "row_count",
        // input drift
        "block_permutation_p", "classifier_auc", "classifier_q", "classifier_rank", "drift_distance", "drift_excess", "drift_q", "drift_rank", "drift_rank_by_size", "frozen_run", "ks", "ks_p", "psi", "range_escape_excess",
        "reconstruction_error", "reconstruction_q", "reconstruction_rank", "reconstruction_ratio",
        // residuals
        "residual_arch_lm_p", "residual_bucket_rmse_ratio", "residual_calibration_slope", "residual_departure", "residual_excess", "residual_excess_kurtosis", "residual_jarque_bera_p", "residual_ljung_box_p", "residual_mean", "residual_q",
        "residual_rank", "residual_rmse", "residual_rmse_ratio",
        // stability
        "calibration_slope", "change_point_p", "days_needed", "hit_rate", "information_coefficient", "loss_change", "mann_kendall_p", "mann_kendall_tau", "relative_error", "relative_error_per_year", "rows_since_change", "stability_excess",
        "stability_q", "stability_rank",
    ];
}
