namespace Aspire.Hosting.ApplicationModel;

public static class KnownResourceCommands
{
    public static readonly string StartCommand = "start";
    public static readonly string StopCommand = "stop";
    public static readonly string RestartCommand = "restart";
}

public sealed class ExecuteCommandResult
{
    public required bool Success { get; init; }

    public bool Canceled { get; init; }

    public string? Message { get; init; }
}

public static class CommandResults
{
    public static ExecuteCommandResult Success() => new() { Success = true };

    public static ExecuteCommandResult Failure(string? errorMessage = null) => new() { Success = false, Message = errorMessage };

    public static ExecuteCommandResult Canceled() => new() { Success = false, Canceled = true };
}

/// <summary>Stops and starts single resources while the app runs. A resource keeps its ports.</summary>
public class ResourceCommandService
{
    private readonly Func<string, string, CancellationToken, Task> _execute;

    internal ResourceCommandService(Func<string, string, CancellationToken, Task> execute) => _execute = execute;

    public Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resource.Name, commandName, cancellationToken);

    /// <param name="resourceId">The resource's name.</param>
    /// <param name="commandName">One of <see cref="KnownResourceCommands"/>.</param>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        try
        {
            await _execute(resourceId, commandName, cancellationToken);
            return CommandResults.Success();
        }
        catch (OperationCanceledException)
        {
            return CommandResults.Canceled();
        }
        catch (DistributedApplicationException e)
        {
            return CommandResults.Failure(e.Message);
        }
    }
}
