using System.ComponentModel;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace LearningPlatform.DocumentTests;

/// <summary>
/// A test of the contract, inherited by a class a store. It is reported as skipped where that class's store isn't there
/// (<see cref="RequiresEnvironmentAttribute"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("LearningPlatform.DocumentTests.ContractFactDiscoverer", "LearningPlatform.DocumentTests")]
public sealed class ContractFactAttribute : FactAttribute;

/// <summary>The class's tests need a server that this environment variable names.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresEnvironmentAttribute(string variable) : Attribute
{
    public string Variable { get; } = variable;
}

/// <summary>Finds the tests marked <see cref="ContractFactAttribute"/>.</summary>
public sealed class ContractFactDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [new ContractTestCase(diagnostics, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];
}

/// <summary>A test that is skipped when its class lacks what it requires: xunit asks the fact only, which doesn't know the class.</summary>
public sealed class ContractTestCase : XunitTestCase
{
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("For deserialization.")]
    public ContractTestCase()
    {
    }

    public ContractTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod testMethod)
        : base(diagnostics, display, options, testMethod)
    {
    }

    /// <inheritdoc/>
    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.GetCustomAttributes(typeof(RequiresEnvironmentAttribute))
            .Select(attribute => attribute.GetNamedArgument<string>(nameof(RequiresEnvironmentAttribute.Variable)))
            .Where(variable => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
            .Select(variable => $"{variable} names no server.")
            .FirstOrDefault() ?? base.GetSkipReason(factAttribute);
}
