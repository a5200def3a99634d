namespace ModelOpsLab.Registry;

/// <summary>Writing into a workspace's state.</summary>
static class StateFolder
{
    /// <summary>Writes into a workspace's state.</summary>
    /// <exception cref="UnauthorizedAccessException">The state folder or something in it cannot be written: the message names the folder.</exception>
    public static void Write(Workspace workspace, Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is UnauthorizedAccessException || (error is IOException && !CanWrite(workspace.StateFolder)))
        {
            throw new UnauthorizedAccessException($"The state folder '{workspace.StateFolder}' cannot be written: {error.Message.TrimEnd('.')}. Give yourself the right to write there, or copy the workspace to a folder where you have it.", error);
        }
    }

    /// <summary>Whether a file can be made there: a read-only disk gives the same exception as a full one.</summary>
    static bool CanWrite(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var probe = new FileStream(Path.Combine(folder, $".probe-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
