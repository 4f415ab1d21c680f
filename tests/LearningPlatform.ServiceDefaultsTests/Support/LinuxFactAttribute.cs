namespace LearningPlatform.ServiceDefaultsTests.Support;

/// <summary>A test of what only Linux does.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    private const string Reason = "Linux only.";

    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = Reason;
        }
    }
}
