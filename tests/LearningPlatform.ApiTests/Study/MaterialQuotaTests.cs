using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Materials;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Study;

/// <summary>What a room's materials may take, when many add at once.</summary>
public sealed class MaterialQuotaTests(StudyApi shared) : StudyTest(shared)
{
    [Fact]
    public async Task A_room_takes_no_byte_more_than_it_may_however_many_add_at_once()
    {
        var owner = await NewPersonAsync();
        var room = (await CreateRoomAsync(owner.Client)).Id();
        var now = TimeProvider.System.GetUtcNow();
        await Api.Services.GetRequiredService<IDocumentCollection<Material>>().InsertAsync(
            Guid.CreateVersion7(),
            new()
            {
                Name = "Large",
                OwnerId = owner.Id,
                RoomId = room,
                CreatedAt = now,
                UpdatedAt = now,
                Versions = [new(1, Guid.CreateVersion7(), "large", "application/zip", MaterialType.Other, RoomMaterials.MaxBytes - 12, null, owner.Id, now)],
            },
            CancellationToken.None);
        var uploads = new List<Guid>();
        for (var n = 0; n < 8; n++)
        {
            uploads.Add(await UploadAsync(owner.Id, $"{n}.txt", "text/plain", "bytes"));
        }

        var answers = await Task.WhenAll(uploads.Select(upload =>
            owner.Client.PostAsJsonAsync("/api/v1/materials", new { upload_id = upload, room_id = room })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(2);
        (await answers.First(answer => answer.StatusCode != HttpStatusCode.Created).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ROOM_STORAGE_FULL");
    }

    [Fact]
    public async Task A_version_that_is_added_while_its_material_goes_into_a_room_does_not_overfill_it()
    {
        var owner = await NewPersonAsync();
        var room = (await CreateRoomAsync(owner.Client)).Id();
        var material = (await (await owner.Client.PostAsJsonAsync(
            "/api/v1/materials", new { upload_id = await UploadAsync(owner.Id, "a.txt", "text/plain", "first") })).DataAsync()).Id();
        var upload = await UploadAsync(owner.Id, "b.txt", "text/plain", "second");
        await using var held = await HeldRow.TakeAsync(Api.Database, "uploads", upload);
        var adding = owner.Client.PostAsJsonAsync($"/api/v1/materials/{material}/versions", new { upload_id = upload });
        await held.IsWantedAsync();

        (await owner.Client.PutAsJsonAsync($"/api/v1/materials/{material}/share", new { room_id = room })).EnsureSuccessStatusCode();
        await held.ReleaseAsync();

        // Its bytes were counted for no room. Asked again, they are counted for this one.
        (await (await adding).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("MATERIAL_CHANGED");
        (await owner.Client.PostAsJsonAsync($"/api/v1/materials/{material}/versions", new { upload_id = upload })).EnsureSuccessStatusCode();
    }
}
