namespace LearningPlatform.UnitTests.Assessments.Import;

/// <summary>Other people's question files, which lie beside the repository and not in it.</summary>
internal static class SampleQuestionFiles
{
    /// <summary>Null where they are absent.</summary>
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LearningPlatform.sln")))
        {
            folder = folder.Parent;
        }

        var samples = folder is null ? null : Path.Combine(folder.FullName, "..", "shared", "data", "questions");
        return Directory.Exists(samples) ? samples : null;
    }
}

/// <summary>A test over those files; skipped where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SampleFilesFactAttribute : FactAttribute
{
    public SampleFilesFactAttribute()
    {
        if (SampleQuestionFiles.Folder is null)
        {
            Skip = "The sample files (../shared/data/questions) are not on this machine.";
        }
    }
}
