using System.Diagnostics.CodeAnalysis;

namespace Projects;

/// <summary>Names the AppHost to <c>DistributedApplicationTestingBuilder</c>, as the class does that Aspire's SDK generates.</summary>
[SuppressMessage("Naming", "CA1707", Justification = "The name that Aspire's SDK gives the class.")]
public class LearningPlatform_AppHost
{
    private LearningPlatform_AppHost()
    {
    }
}
