namespace LearningPlatform.Embedded.Hosting;

/// <summary>Finds the servers that the machine has installed.</summary>
internal static class ServerPrograms
{
    private static readonly string[] HomebrewRoots = ["/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"];

    /// <summary>The folder with initdb and postgres: PATH's, otherwise the newest of Debian's, Red Hat's or Homebrew's.</summary>
    public static string? PostgresFolder() => PostgresFolders().FirstOrDefault();

    /// <summary>The folder with the programs of one major version, which alone can read its data.</summary>
    public static string? PostgresFolder(string majorVersion) => PostgresFolders().FirstOrDefault(f => MajorVersionOf(Path.Combine(f, "postgres")) == majorVersion);

    public static string? RedisServer() =>
        Posix.FindProgram("redis-server") ?? HomebrewRoots.Select(r => Path.Combine(r, "redis", "bin", "redis-server")).FirstOrDefault(File.Exists);

    public static string HowToInstall(string what, string debianPackage, string brewFormula) => OperatingSystem.IsMacOS()
        ? $"{what} is not installed: run 'brew install {brewFormula}'."
        : $"{what} is not installed: run 'sudo apt-get install {debianPackage}' (or your system's package of it).";

    private static IEnumerable<string> PostgresFolders() =>
        Folders().Where(f => File.Exists(Path.Combine(f, "postgres")) && File.Exists(Path.Combine(f, "initdb")));

    /// <summary>From a line such as <c>postgres (PostgreSQL) 15.18 (Debian …)</c>.</summary>
    private static string MajorVersionOf(string postgres)
    {
        using var process = new ProcessSpec(postgres, ["--version"]).Start();
        return process.StandardOutput.ReadToEnd().Split(") ")[1].Split('.', ' ')[0];
    }

    private static IEnumerable<string> Folders()
    {
        if (Posix.FindProgram("postgres") is { } program)
        {
            // A link in PATH leads to the folder with the rest.
            yield return Path.GetDirectoryName(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program)!;
        }

        foreach (var folder in Newest("/usr/lib/postgresql", "*").Concat(Newest("/usr", "pgsql-*")))
        {
            yield return Path.Combine(folder, "bin");
        }

        foreach (var folder in HomebrewRoots.SelectMany(r => Newest(r, "postgresql*")))
        {
            yield return Path.Combine(folder, "bin");
        }
    }

    private static IEnumerable<string> Newest(string root, string pattern) => Directory.Exists(root)
        ? Directory.EnumerateDirectories(root, pattern).OrderByDescending(VersionOf)
        : [];

    private static int VersionOf(string folder) => int.TryParse(string.Concat(Path.GetFileName(folder).Where(char.IsAsciiDigit)), out var version) ? version : 0;
}
