using System.Text.Json;
using Aspire.Hosting;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>A project that the solution's build has built, started as <c>dotnet {Project}.dll</c>.</summary>
/// <param name="file">The project file.</param>
/// <param name="assembly">Its output: beside the AppHost's own, in the folder of the same configuration.</param>
internal sealed class BuiltProject(string file, string assembly)
{
    /// <summary>Settings of the garbage collector that keep many small services small, where a project doesn't say otherwise.</summary>
    private static readonly (string Setting, string Variable)[] Thrift =
        [("System.GC.Server", "DOTNET_gcServer"), ("System.GC.Concurrent", "DOTNET_gcConcurrent")];

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static BuiltProject At(string projectFile)
    {
        var name = Path.GetFileNameWithoutExtension(projectFile);
        var ownOutput = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var allOutputs = ownOutput.Parent?.Parent?.FullName ?? ownOutput.FullName;
        return new BuiltProject(projectFile, Path.Combine(allOutputs, name, ownOutput.Name, $"{name}.dll"));
    }

    public string? FindObstacle() => !File.Exists(file) ? $"The project {file} does not exist."
        : !File.Exists(assembly) ? $"{Path.GetFileName(assembly)} is not built: build the solution first ({assembly} is missing)."
        : null;

    public RunningProcess Start(LaunchContext context)
    {
        var environment = new Dictionary<string, string>(context.Environment, StringComparer.Ordinal);
        foreach (var variable in MissingThrift())
        {
            environment.TryAdd(variable, "0");
        }

        return RunningProcess.Start(context, new ProcessSpec(DotNet(), [assembly, .. context.Arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(file),
            Environment = environment
        });
    }

    /// <summary>The named profile of <c>launchSettings.json</c>, or its first one that runs the project.</summary>
    public JsonElement? LaunchProfile(string? name)
    {
        var settings = Path.Combine(Path.GetDirectoryName(file)!, "Properties", "launchSettings.json");
        if (!File.Exists(settings))
        {
            return null;
        }

        using var document = JsonDocument.Parse(File.ReadAllText(settings), Lenient);
        var profiles = document.RootElement.TryGetProperty("profiles", out var all) ? all.EnumerateObject().ToList() : [];
        var profile = profiles.FirstOrDefault(p => name is null
            ? p.Value.TryGetProperty("commandName", out var command) && command.ValueEquals("Project")
            : p.NameEquals(name));
        return profile.Value.ValueKind == JsonValueKind.Object
            ? profile.Value.Clone()
            : name is null ? null : throw new DistributedApplicationException($"{settings} has no profile '{name}'.");
    }

    private IEnumerable<string> MissingThrift()
    {
        var configuration = Path.ChangeExtension(assembly, ".runtimeconfig.json");
        using var document = JsonDocument.Parse(File.Exists(configuration) ? File.ReadAllText(configuration) : "{}", Lenient);
        var properties = document.RootElement.TryGetProperty("runtimeOptions", out var options)
            && options.TryGetProperty("configProperties", out var set) ? set : default;
        return [.. Thrift.Where(t => properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty(t.Setting, out _)).Select(t => t.Variable)];
    }

    private static string DotNet() => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath : Posix.FindProgram("dotnet"))
        ?? throw new DistributedApplicationException("The program 'dotnet' is not in PATH.");
}
