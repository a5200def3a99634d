namespace ModelOpsLab.Models;

/// <summary>A trainer that needs nothing of its rows but their cross products, so that a window can move without being read again.</summary>
interface ICrossProductTrainer : ITrainer
{
    /// <summary>The model of the rows behind the products; null where the products have lost too many digits, and the rows themselves must be used.</summary>
    /// <param name="products">Read during the call only.</param>
    IModel? Train(CrossProducts products);
}
