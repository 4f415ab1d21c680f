using System.Net.Http.Headers;
using LearningPlatform.Core.Files;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Files;

/// <summary>What tests with files do.</summary>
[Collection(StoresCollection.Name)]
public abstract class FileTest(StoresFixture stores, SharedApi shared)
{
    /// <summary>Where signed URLs lead; knows nobody.</summary>
    protected static readonly HttpClient Storage = new();

    protected StoresFixture Stores { get; } = stores;

    protected ApiFactory Api => shared.Api;

    protected Uploads Uploads => Api.Services.GetRequiredService<Uploads>();

    protected static Guid IdOf(JsonElement ticket) => ticket.GetProperty("upload").Id();

    protected static async Task<JsonElement> BeginAsync(
        Person person, string purpose, string name, string contentType, long size, string? sha256 = null)
    {
        ArgumentNullException.ThrowIfNull(person);
        var answer = await person.Client.PostAsJsonAsync(
            "/api/v1/uploads", new { purpose, file_name = name, content_type = contentType, size, sha256 });
        return await answer.DataAsync();
    }

    protected static Task<HttpResponseMessage> PutAsync(JsonElement ticket, byte[] bytes, string? contentType = null)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(
            contentType ?? ticket.GetProperty("headers").GetProperty("Content-Type").GetString()!);
        return Storage.PutAsync(new Uri(ticket.GetProperty("upload_url").GetString()!), content);
    }

    protected static Task<HttpResponseMessage> CompleteAsync(Person person, JsonElement ticket)
    {
        ArgumentNullException.ThrowIfNull(person);
        return person.Client.PostAsync($"/api/v1/uploads/{IdOf(ticket)}/complete", null);
    }

    /// <summary>The whole way; the upload's id.</summary>
    protected static async Task<Guid> UploadAsync(Person person, string purpose, string name, string contentType, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var ticket = await BeginAsync(person, purpose, name, contentType, bytes.Length);
        (await PutAsync(ticket, bytes)).EnsureSuccessStatusCode();
        return (await (await CompleteAsync(person, ticket)).DataAsync()).Id();
    }

    protected static async Task<HttpResponseMessage> FormAsync(Person person, string name, string contentType, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(person);
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var form = new MultipartFormDataContent { { file, "file", name } };
        return await person.Client.PostAsync("/api/v1/media/upload", form);
    }

    protected Task<ObjectInfo?> ObjectAsync(string bucket, Guid upload) =>
        Api.Services.GetRequiredService<ObjectStorage>().HeadAsync(bucket, upload.ToString("N"), CancellationToken.None);
}
