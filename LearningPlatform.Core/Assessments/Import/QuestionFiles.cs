using System.Text.Json;
using System.Text.RegularExpressions;
using LearningPlatform.Core.Assessments.Banks;
using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Import;

/// <summary>The files that imported questions show: stored as media, named by their bank and their content.</summary>
public sealed partial class QuestionFiles(NpgsqlDataSource database, Uploads uploads, QuestionBanks banks, EnrollmentQueries enrollments)
{
    private static readonly Failure NotFound = Failure.NotFound("QUESTION_FILE_NOT_FOUND", "There is no such file.");

    /// <summary>What a question's text refers to.</summary>
    public static string AddressOf(Guid bankId, string sha256) => $"/api/v1/question-banks/{bankId}/files/{sha256}";

    /// <summary>The contents whose addresses stand in a text.</summary>
    internal static IEnumerable<(Guid BankId, string Sha256)> AddressesIn(string text) =>
        Address().Matches(text).Select(match => (Guid.Parse(match.Groups["bank"].ValueSpan), match.Groups["sha"].Value));

    /// <summary>The question with its files' addresses in other banks: old bank → new one.</summary>
    internal static Question Moved(Question question, IReadOnlyDictionary<Guid, Guid> banks)
    {
        var json = JsonSerializer.Serialize(question, QuestionJson.Default.Question);
        var moved = Address().Replace(json, match => banks.TryGetValue(Guid.Parse(match.Groups["bank"].ValueSpan), out var bank)
            ? AddressOf(bank, match.Groups["sha"].Value)
            : match.Value);
        return moved == json ? question : JsonSerializer.Deserialize(moved, QuestionJson.Default.Question)!;
    }

    /// <summary>Gives a new bank files that are media already, in the transaction that makes the bank; false when some are not.</summary>
    internal static async Task<bool> AdoptAsync(
        LearningDbContext db, Guid bankId, IReadOnlyCollection<Guid> media, CancellationToken cancellationToken)
    {
        if (media.Count == 0)
        {
            return true;
        }

        // All over the one connection: imports at the same moment must not wait for each other's second ones.
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var kept = await Uploads.KeepMediaAsync(connection, media, ownerId: null, cancellationToken);
        var known = await Uploads.FindAsync(connection, kept, cancellationToken);
        await using var batch = db.CreateBatch().With(
            """
            insert into question_files (bank_id, sha256, upload_id)
            select $1, unnest($2::text[]), unnest($3::uuid[]) on conflict do nothing
            """,
            bankId, known.Values.Select(upload => upload.Sha256).ToArray(), known.Keys.ToArray());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return known.Count == media.Count;
    }

    /// <summary>Stores the files that the bank has not got yet.</summary>
    /// <returns>The contents that are not taken, each with the reason.</returns>
    internal async Task<IReadOnlyDictionary<string, string>> SaveAsync(
        Guid bankId, IReadOnlyCollection<EmbeddedFile> files, Caller caller, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(bankId, cancellationToken);
        var refused = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files.DistinctBy(file => file.Sha256).Where(file => !known.Contains(file.Sha256)))
        {
            if (await SaveAsync(bankId, file, caller, cancellationToken) is { } why)
            {
                refused[file.Sha256] = why;
            }
        }

        return refused;
    }

    /// <summary>
    /// A link to the bytes: for who may use the bank, and for who is enrolled in a course whose assessments have questions of it.
    /// </summary>
    public async Task<Outcome<FileLink>> LinkAsync(Guid bankId, string sha256, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await UploadOfAsync(bankId, sha256, cancellationToken) is { } upload && await MayReadAsync(bankId, caller, cancellationToken)
            ? await uploads.LinkAsync(upload, inline: true, cancellationToken)
            : NotFound;
    }

    /// <summary>The file itself, for an export; null where there is none, or it is larger than a file of questions may be.</summary>
    internal async Task<EmbeddedFile?> ReadAsync(Guid bankId, string sha256, CancellationToken cancellationToken)
    {
        if (await UploadOfAsync(bankId, sha256, cancellationToken) is not { } id
            || await uploads.FindAsync(id, cancellationToken) is not { } view)
        {
            return null;
        }

        await using var stored = view.Size <= QuestionFileReader.MaxBytes ? await uploads.OpenAsync(id, cancellationToken) : null;
        if (stored is null)
        {
            return null;
        }

        using var content = new MemoryStream((int)view.Size);
        await stored.Content.CopyToAsync(content, cancellationToken);
        return new(view.FileName, content.ToArray());
    }

    private async Task<string?> SaveAsync(Guid bankId, EmbeddedFile file, Caller caller, CancellationToken cancellationToken)
    {
        if (TypeOf(file.Content) is not { } contentType)
        {
            return "is of a type that is not taken";
        }

        var upload = new NewUpload(UploadPurpose.Media, file.FileName, contentType, file.Content.Length, file.Sha256);
        using var content = new MemoryStream(file.Content, writable: false);
        if (!(await uploads.SaveAsync(upload, content, caller, cancellationToken)).TryGet(out var saved, out var failure))
        {
            return $"is not taken: {failure.Message}";
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Uploads.KeepMediaAsync(connection, [saved.Id], caller.UserId, cancellationToken);
        await using var command = connection.Command(
            "insert into question_files (bank_id, sha256, upload_id) values ($1, $2, $3) on conflict do nothing",
            transaction, bankId, file.Sha256, saved.Id);
        var isFirst = await command.ExecuteNonQueryAsync(cancellationToken) > 0;
        await transaction.CommitAsync(cancellationToken);
        if (!isFirst)
        {
            // Another import of the same file was faster.
            await uploads.DeleteAsync(saved.Id, cancellationToken);
        }

        return null;
    }

    private async Task<HashSet<string>> KnownAsync(Guid bankId, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select sha256 from question_files where bank_id = $1", bankId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            known.Add(reader.GetString(0));
        }

        return known;
    }

    private async Task<Guid?> UploadOfAsync(Guid bankId, string sha256, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select upload_id from question_files where bank_id = $1 and sha256 = $2", bankId, sha256);
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    private async Task<bool> MayReadAsync(Guid bankId, Caller caller, CancellationToken cancellationToken)
    {
        if ((await banks.FindAsync(bankId, caller, cancellationToken)).Failure is null)
        {
            return true;
        }

        foreach (var course in await CoursesOfAsync(bankId, cancellationToken))
        {
            if (await enrollments.IsEnrolledAsync(course, caller.UserId, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<IReadOnlyList<Guid>> CoursesOfAsync(Guid bankId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select distinct a.course_id from assessment_items i join assessments a on a.id = i.assessment_id and a.status = 'published'
            where i.bank_id = $1 or i.question_id in (select id from questions where bank_id = $1)
            """,
            bankId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadIdsAsync(cancellationToken);
    }

    /// <summary>By the content: question files don't say it.</summary>
    private static string? TypeOf(byte[] content)
    {
        var head = content.AsSpan(0, Math.Min(content.Length, FileContent.HeadBytes));
        return FileContent.Identify(head) switch
        {
            FileFormat.Png => "image/png",
            FileFormat.Jpeg => "image/jpeg",
            FileFormat.Webp => "image/webp",
            FileFormat.Gif => "image/gif",
            FileFormat.Pdf => "application/pdf",
            FileFormat.Mp4 => "video/mp4",
            FileFormat.Webm => "video/webm",
            FileFormat.Ogg => "audio/ogg",
            FileFormat.Mp3 => "audio/mpeg",
            FileFormat.Wav => "audio/wav",
            FileFormat.Flac => "audio/flac",
            FileFormat.Zip => "application/zip",
            FileFormat.Text => "text/plain",
            _ => null,
        };
    }

    [GeneratedRegex(
        "/api/v1/question-banks/(?<bank>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/files/(?<sha>[0-9a-f]{64})",
        RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
