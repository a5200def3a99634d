namespace ModelOpsLab.Models;

/// <summary>Independent pieces of work, each done by one thread: what comes out does not depend on how many there are.</summary>
static class Work
{
    public static void Share(int pieces, int threads, Action<int> piece)
    {
        if (threads > 1 && pieces > 1) Parallel.For(0, pieces, new() { MaxDegreeOfParallelism = threads }, piece);
        else
            for (var i = 0; i < pieces; i++) piece(i);
    }
}
