namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A .NET project, run as one process a replica.</summary>
    public class ProjectResource(string name)
        : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport;

    /// <summary>A program of the machine.</summary>
    /// <param name="command">The file; looked up in PATH when it is a bare name.</param>
    public class ExecutableResource(string name, string command, string workingDirectory)
        : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport
    {
        public string Command { get; } = command;

        public string WorkingDirectory { get; } = workingDirectory;
    }
}

namespace Aspire.Hosting
{
    /// <summary>A connection string made of other resources' values.</summary>
    public sealed class ConnectionStringResource(string name, ApplicationModel.ReferenceExpression connectionStringExpression)
        : ApplicationModel.Resource(name), ApplicationModel.IResourceWithConnectionString, ApplicationModel.IResourceWithWaitSupport
    {
        public ApplicationModel.ReferenceExpression ConnectionStringExpression { get; } = connectionStringExpression;
    }

    /// <summary>A connection string taken from the configuration's <c>ConnectionStrings:{name}</c>.</summary>
    internal sealed class ConfiguredConnectionStringResource(string name, Func<string> find, string? environmentVariable)
        : ApplicationModel.ParameterResource(name, _ => find(), secret: true), ApplicationModel.IResourceWithConnectionString
    {
        public ApplicationModel.ReferenceExpression ConnectionStringExpression
        {
            get
            {
                var expression = new ApplicationModel.ReferenceExpressionBuilder();
                expression.AppendFormatted<ApplicationModel.ParameterResource>(this);
                return expression.Build();
            }
        }

        public string? ConnectionStringEnvironmentVariable => environmentVariable;
    }
}
