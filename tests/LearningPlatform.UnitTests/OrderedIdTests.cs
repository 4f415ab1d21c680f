namespace LearningPlatform.UnitTests;

public sealed class OrderedIdTests
{
    [Fact]
    public void Ids_of_one_millisecond_keep_their_order()
    {
        var start = new DateTimeOffset(2026, 11, 26, 5, 20, 0, 7, TimeSpan.Zero);
        var ids = Enumerable.Range(0, 3000).Select(step => OrderedId.At(start.AddTicks(step * 10))).ToList();
        ids.ShouldBe(ids.Order());
        ids.ShouldBeUnique();
        ids.ShouldAllBe(id => id.Version == 7 && id.Variant >= 8 && id.Variant <= 11);
        Guid.CreateVersion7(start.AddMilliseconds(4)).CompareTo(ids[^1]).ShouldBeGreaterThan(0);
    }
}
