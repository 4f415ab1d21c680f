namespace LearningPlatform.Embedded.Hosting;

/// <summary>
/// The account that a store runs as. PostgreSQL refuses to run as root, and no store needs to: under root it is <c>postgres</c>
/// or <c>nobody</c>, otherwise whoever runs the AppHost.
/// </summary>
internal sealed class StoreUser
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    private readonly int _userId;
    private readonly int _groupId;

    private StoreUser(int userId, int groupId)
    {
        _userId = userId;
        _groupId = groupId;
    }

    /// <summary>Null where the stores run as the current user.</summary>
    public static StoreUser? ToDropTo { get; } = Posix.IsRoot ? Find() : null;

    /// <summary>What the machine lacks to drop root's rights; null when it lacks nothing.</summary>
    public static string? FindObstacle() =>
        Posix.IsRoot && (ToDropTo is null || Posix.FindProgram("setpriv") is null)
            ? "Stores don't run as root: the machine needs an account 'postgres' or 'nobody' and the program 'setpriv' (package util-linux)."
            : null;

    /// <summary>A folder of the store's own, which only it may enter.</summary>
    public static void CreateFolder(string path)
    {
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        GiveToStore(path);
    }

    /// <summary>A file that only the store may read.</summary>
    public static void WriteFile(string path, string content)
    {
        using (var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite
        }))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(content));
        }

        GiveToStore(path);
    }

    /// <summary>The command that runs a program as the store's user.</summary>
    /// <param name="folder">The store's folder. Where a folder above is closed to the user, as in root's home, it may still pass through.</param>
    public static ProcessSpec Spec(string folder, string fileName, params string[] arguments)
    {
        var spec = ToDropTo is not { } user ? new ProcessSpec(fileName, arguments) : new ProcessSpec("setpriv",
        [
            $"--reuid={user._userId}", $"--regid={user._groupId}", "--clear-groups",
            .. IsReachable(folder) ? [] : new[] { "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search" },
            "--", fileName, .. arguments
        ]);
        return spec with { InheritsEnvironment = false, WorkingDirectory = "/" };
    }

    private static void GiveToStore(string path)
    {
        if (ToDropTo is { } user)
        {
            Posix.GiveTo(path, user._userId, user._groupId);
        }
    }

    private static bool IsReachable(string folder)
    {
        for (var above = new DirectoryInfo(folder).Parent; above is not null; above = above.Parent)
        {
            if (!above.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }

    private static StoreUser? Find()
    {
        // name:password:uid:gid:…
        var accounts = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).Where(p => p.Length > 3).ToLookup(p => p[0], StringComparer.Ordinal);
        return Candidates.SelectMany(name => accounts[name])
            .Select(p => new StoreUser(int.Parse(p[2]), int.Parse(p[3])))
            .FirstOrDefault();
    }
}
