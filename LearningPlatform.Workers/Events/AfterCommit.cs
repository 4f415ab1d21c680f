namespace LearningPlatform.Workers.Events;

/// <summary>
/// What a handler wants done once its effects are committed, of the kind that may get lost: a live message to a browser. What must not get
/// lost is an event of its own.
/// </summary>
internal sealed class AfterCommit(ILogger<AfterCommit> logger)
{
    private readonly List<Func<Task>> _actions = [];

    public void Do(Func<Task> action) => _actions.Add(action);

    public async Task RunAsync()
    {
        foreach (var action in _actions)
        {
            try
            {
                await action();
            }
            catch (Exception exception)
            {
                logger.LogWarning(exception, "An action after a commit failed; it is not repeated");
            }
        }

        _actions.Clear();
    }
}
