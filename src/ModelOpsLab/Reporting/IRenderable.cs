namespace ModelOpsLab.Reporting;

/// <summary>Anything a notebook cell, the command line or an HTML export can show.</summary>
public interface IRenderable
{
    /// <summary>What the value looks like, before anyone decides where it is shown.</summary>
    Document ToDocument();
}
