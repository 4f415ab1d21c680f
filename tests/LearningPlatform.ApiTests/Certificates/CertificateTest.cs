using LearningPlatform.Core.Certificates;
using LearningPlatform.Core.Data;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Certificates;

/// <summary>Tests with certificates: issued here as Workers issue them.</summary>
public abstract class CertificateTest(StoresFixture stores) : ApiTest(stores)
{
    protected override (string Key, string? Value)[] Settings => [("Identity:Issuer", "http://localhost"), ("Certificates:IssuerName", "The Test Academy")];

    /// <summary>Completes the course for somebody; answers with the certificate's id.</summary>
    protected async Task<Guid> CertifyAsync(Person person, Guid courseId)
    {
        await using (var scope = Api.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<LearningDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await CertificateIssuing.IssueForCourseAsync(db, person.Id, courseId, TimeProvider.System, CancellationToken.None);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        var list = await (await person.Client.GetAsync("/api/v1/certificates")).DataAsync();
        return list.GetProperty("items").EnumerateArray().First(item => item.GetProperty("course_id").ValueKind == JsonValueKind.String && item.GetProperty("course_id").GetGuid() == courseId).Id();
    }
}
