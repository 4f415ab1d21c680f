using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Files;

/// <summary>Pictures of accounts: uploaded, shown, replaced.</summary>
public sealed class AvatarTests(StoresFixture stores, SharedApi shared) : FileTest(stores, shared), IClassFixture<SharedApi>
{
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task A_picture_is_shown_until_the_next_one_takes_its_place()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var first = await UploadAsync(person, "avatar", "me.png", "image/png", Picture);
        var url = await SetAsync(person, first);

        // The client follows the way to the storage.
        (await Api.Stranger().GetByteArrayAsync(new Uri(url).PathAndQuery)).ShouldBe(Picture);

        await SetAsync(person, await UploadAsync(person, "avatar", "me.png", "image/png", Picture));
        (await (await Api.Stranger().GetAsync(new Uri(url).PathAndQuery)).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("AVATAR_NOT_FOUND");
        (await ObjectAsync(Buckets.UserAvatars, first)).ShouldBeNull();
    }

    [Fact]
    public async Task Only_a_picture_of_ones_own_can_be_ones_picture()
    {
        var (person, other) = (await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Student));
        var foreign = await UploadAsync(other, "avatar", "me.png", "image/png", Picture);
        var material = await UploadAsync(person, "material", "me.png", "image/png", Picture);

        (await (await PutAsync(person, foreign)).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("UPLOAD_NOT_FOUND");
        (await (await PutAsync(person, material)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("UPLOAD_PURPOSE_MISMATCH");

        // A picture that is cut off, and one with a page behind it.
        foreach (var bytes in (byte[][])[Picture[..^5], [.. Picture, .. "<script>alert(1)</script>"u8]])
        {
            var ticket = await BeginAsync(person, "avatar", "me.png", "image/png", bytes.Length);
            await PutAsync(ticket, bytes);
            (await (await CompleteAsync(person, ticket)).ErrorAsync(HttpStatusCode.UnsupportedMediaType)).ShouldBe("NOT_AN_IMAGE");
        }
    }

    private static Task<HttpResponseMessage> PutAsync(Person person, Guid upload) =>
        person.Client.PutAsJsonAsync("/api/v1/users/profile/avatar", new { upload_id = upload });

    private static async Task<string> SetAsync(Person person, Guid upload) =>
        (await (await PutAsync(person, upload)).DataAsync()).GetProperty("avatar_url").GetString()!;
}
