namespace LearningPlatform.ServiceDefaultsTests.Support;

internal static class Eventually
{
    /// <summary>Asks again and again until it holds; fails after half a minute.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
