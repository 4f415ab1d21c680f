using System.Runtime.CompilerServices;

namespace LearningPlatform.TestSupport;

/// <summary>App models of a test's own.</summary>
public static class TestApp
{
    /// <summary>
    /// An empty app model. Aspire looks through its callers for the assembly that its SDK was used for, which is this one: so this frame
    /// must stay on the stack.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    public static IDistributedApplicationTestingBuilder CreateBuilder() => DistributedApplicationTestingBuilder.Create();
}
