using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Aspire.Hosting;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>
/// Where the engine keeps files. What must outlive a run (data volumes, generated passwords) goes under the kept root, which one
/// AppHost uses at a time; the rest, and everything in tests, under a temporary root that goes away with the run.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string TemporaryPrefix = "learning-run-";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _secrets;
    private readonly string _temporaryRoot;
    private readonly string _keptRoot;
    private FileStream? _inUse;
    private FileStream? _temporaryInUse;

    /// <param name="configured">The kept root, or <c>temporary</c> for none; when null, <c>.learning</c> in the folder of the solution that holds the AppHost.</param>
    /// <param name="testing">Whether everything is temporary.</param>
    public DataFolder(string? configured, string appHostDirectory, bool testing)
    {
        _temporaryRoot = Path.Combine(Path.GetTempPath(), $"{TemporaryPrefix}{Environment.ProcessId}-{Path.GetRandomFileName()}");
        _keptRoot = testing || configured == "temporary" ? _temporaryRoot : Path.GetFullPath(configured ?? Path.Combine(SolutionFolder(appHostDirectory), ".learning"));
        _secrets = File.Exists(SecretsFile) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(SecretsFile)) ?? [] : [];
    }

    /// <summary>The generated values of earlier runs.</summary>
    public IReadOnlyDictionary<string, string> Secrets => _secrets;

    public string TemporaryRoot => _temporaryRoot;

    public bool IsTemporary => _keptRoot == _temporaryRoot;

    private string SecretsFile => Path.Combine(_keptRoot, "secrets.json");

    private string ProcessesFile => Path.Combine(_keptRoot, "processes");

    public static DataFolder Of(IDistributedApplicationBuilder builder) => builder switch
    {
        DistributedApplicationBuilder own => own.Data,
        Aspire.Hosting.Testing.TestingBuilder testing => testing.Data,
        _ => throw new ArgumentException("The builder is not one of the embedded engine's.", nameof(builder))
    };

    /// <summary>Takes the folder for this run, and ends what an earlier run that was killed has left behind.</summary>
    /// <exception cref="DistributedApplicationException">Another AppHost uses it.</exception>
    public void Open()
    {
        CreatePassable(_temporaryRoot);
        _temporaryInUse = TryLock(_temporaryRoot);
        RemoveLeftovers();
        if (IsTemporary)
        {
            return;
        }

        CreatePassable(_keptRoot);
        _inUse = TryLock(_keptRoot) ?? throw new DistributedApplicationException(
            $"The data folder {_keptRoot} is in use by another AppHost. Stop that one, or choose another folder with LEARNING_DATA.");
        Leftovers.End(ProcessesFile);
    }

    public string Kept(string name) => Path.Combine(_keptRoot, name);

    public string Temporary(string name) => Path.Combine(_temporaryRoot, name);

    /// <summary>The secret of that name; made when there is none yet.</summary>
    public string Secret(string name, Func<string> make)
    {
        lock (_lock)
        {
            if (!_secrets.TryGetValue(name, out var secret))
            {
                secret = _secrets[name] = make();
                CreatePassable(_keptRoot);
                using var file = new FileStream(SecretsFile, new FileStreamOptions
                {
                    Mode = FileMode.Create,
                    Access = FileAccess.Write,
                    UnixCreateMode = OwnerOnly
                });
                JsonSerializer.Serialize(file, _secrets);
            }

            return secret;
        }
    }

    /// <summary>Notes a child, for the next run in case this one is killed together with its guard.</summary>
    public void Remember(Process process, int stopSignal)
    {
        lock (_lock)
        {
            File.AppendAllText(ProcessesFile, string.Create(
                CultureInfo.InvariantCulture, $"{process.Id} {stopSignal} {process.StartTime.ToUniversalTime().Ticks}\n"));
        }
    }

    public void Forget(int processId)
    {
        lock (_lock)
        {
            if (File.Exists(ProcessesFile))
            {
                var others = File.ReadAllLines(ProcessesFile).Where(l => !l.StartsWith($"{processId} ", StringComparison.Ordinal));
                File.WriteAllLines(ProcessesFile, others);
            }
        }
    }

    public void Dispose()
    {
        _inUse?.Dispose();
        _temporaryInUse?.Dispose();
        if (Directory.Exists(_temporaryRoot))
        {
            Directory.Delete(_temporaryRoot, recursive: true);
        }
    }

    /// <summary>A folder that an unprivileged user may pass through, but not list.</summary>
    private static void CreatePassable(string path)
    {
        if (!Directory.Exists(path))
        {
            // Not as an argument of the creation, which the umask would narrow.
            Directory.CreateDirectory(path);
            File.SetUnixFileMode(path, Passable);
        }
    }

    /// <returns>Null if another process holds the folder. A killed process's hold ends with it.</returns>
    private static FileStream? TryLock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void RemoveLeftovers()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), $"{TemporaryPrefix}*"))
        {
            var owner = Path.GetFileName(folder)[TemporaryPrefix.Length..].Split('-')[0];
            if (int.TryParse(owner, CultureInfo.InvariantCulture, out var processId) && !Leftovers.IsRunning(processId))
            {
                RemoveLeftover(folder);
            }
        }
    }

    private static void RemoveLeftover(string folder)
    {
        try
        {
            using var free = TryLock(folder);
            if (free is not null)
            {
                Leftovers.End(Path.Combine(folder, "processes"));
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The run's own guard is at it, or another user's start will be; what is left is only temporary.
        }
    }

    private static string SolutionFolder(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (folder.EnumerateFiles("*.sln*").Any() || Path.Exists(Path.Combine(folder.FullName, ".git")))
            {
                return folder.FullName;
            }
        }

        return start;
    }
}
