namespace LearningPlatform.RealtimeTests;

/// <summary>Every class of this assembly shares the stores.</summary>
[CollectionDefinition(Name)]
public sealed class StoresCollection : ICollectionFixture<StoresFixture>
{
    public const string Name = "stores";
}
