using LearningPlatform.Embedded.ObjectStorage;

namespace LearningPlatform.ObjectStorageTests;

/// <summary>A server in a process of its own: takes the folder, prints the endpoint, runs until it is killed.</summary>
internal static class ServerProgram
{
    private static async Task Main(string[] args)
    {
        await using var server = await ObjectStorageServer.StartAsync(
            new ObjectStorageOptions { DataDirectory = args[0], AccessKey = TestStore.AccessKey, SecretKey = TestStore.SecretKey }, CancellationToken.None);
        Console.WriteLine(server.Endpoint);
        await Task.Delay(Timeout.Infinite);
    }
}
