using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Study.Notes;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Study;

/// <summary>Notes, one's own and a room's.</summary>
internal static class NoteEndpoints
{
    public static void MapNotes(this IEndpointRouteBuilder study)
    {
        var notes = study.MapGroup("/notes").WithTags("Todos and notes");
        notes.MapPost("", CreateAsync)
            .WithSummary("Write a note, to yourself or in a room")
            .WithDescription("In a room it is shared unless `is_shared` is false; everybody whom it is shared with may write in it.")
            .HonoursIdempotencyKey()
            .Fails(404, "ROOM_NOT_FOUND")
            .Fails(409, "ROOM_CLOSED", "TOO_MANY_ITEMS", "TOO_MANY_ITEMS_IN_ROOM")
            .WithRequestExample(StudyExamples.NoteRequest)
            .WithResponseExample(StudyExamples.Note);
        notes.MapGet("", ListAsync)
            .WithSummary("Your notes, newest first")
            .WithMetadata(new QueryParameter("shared", "boolean", "Only what you share, or only what you keep for yourself."))
            .WithPageParameters()
            .WithResponseExample(StudyExamples.NoteList);
        study.MapGet("/rooms/{id:guid}/notes", ListRoomAsync)
            .WithTags("Todos and notes")
            .WithSummary("A room's notes, newest first")
            .WithMetadata(new QueryParameter("owner_id", "string", "Only this person's."))
            .WithPageParameters()
            .Fails(404, "ROOM_NOT_FOUND")
            .WithResponseExample(StudyExamples.NoteList);
        notes.MapGet("/{id:guid}", GetAsync).WithSummary("A note").Fails(404, "NOTE_NOT_FOUND").WithResponseExample(StudyExamples.Note);
        notes.MapPut("/{id:guid}", UpdateAsync)
            .WithSummary("Replace a note's text")
            .WithDescription("Send the ETag that you read as If-Match: if somebody else has written meanwhile, you get 412 with the current "
                + "version as ETag and in `details.version`, and nothing is lost.")
            .Fails(404, "NOTE_NOT_FOUND")
            .Fails(409, "ROOM_CLOSED")
            .Fails(412, "PRECONDITION_FAILED")
            .WithRequestExample(StudyExamples.NoteRequest)
            .WithResponseExample(StudyExamples.Note);
        notes.MapDelete("/{id:guid}", DeleteAsync)
            .WithSummary("Delete a note: yours, or as a moderator a shared one")
            .Fails(403, "ROOM_ROLE_TOO_LOW")
            .Fails(404, "NOTE_NOT_FOUND")
            .Fails(409, "ROOM_CLOSED")
            .Fails(412, "PRECONDITION_FAILED");
    }

    private static async Task<CreatedReply<NoteView>> CreateAsync(
        NoteRequest request, ClaimsPrincipal user, NoteService notes, CancellationToken cancellationToken)
    {
        var created = await notes.CreateAsync(user.Caller().UserId, request.RoomId, request.ToContent(), cancellationToken);
        return created.TryGet(out var note, out var failure) ? CreatedReply<NoteView>.At($"/api/v1/notes/{note.Id}", note) : failure;
    }

    private static async Task<Reply<Page<NoteView>>> ListAsync(HttpContext context, NoteService notes, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var shared = query.Flag("shared");
        var (limit, after) = (query.Limit(), query.After(key => key.Length == 0));
        return query.Failure is { } failure
            ? failure
            : await notes.ListOwnAsync(context.User.Caller().UserId, shared, after?.Id, limit, cancellationToken);
    }

    private static async Task<Reply<Page<NoteView>>> ListRoomAsync(
        Guid id, HttpContext context, NoteService notes, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var owner = query.Id("owner_id");
        var (limit, after) = (query.Limit(), query.After(key => key.Length == 0));
        return query.Failure is { } failure
            ? failure
            : await notes.ListRoomAsync(id, context.User.Caller().UserId, owner, after?.Id, limit, cancellationToken);
    }

    private static async Task<Reply<NoteView>> GetAsync(
        Guid id, ClaimsPrincipal user, NoteService notes, CancellationToken cancellationToken) =>
        await notes.GetAsync(id, user.Caller().UserId, cancellationToken);

    private static async Task<Reply<NoteView>> UpdateAsync(
        Guid id, NoteRequest request, HttpContext context, NoteService notes, CancellationToken cancellationToken) =>
        await notes.UpdateAsync(id, context.User.Caller().UserId, request.ToContent(), context.IfMatch(), cancellationToken);

    private static async Task<NoContentReply> DeleteAsync(
        Guid id, HttpContext context, NoteService notes, CancellationToken cancellationToken) =>
        await notes.DeleteAsync(id, context.User.Caller().UserId, context.IfMatch(), cancellationToken);
}

/// <summary>A note as somebody writes it.</summary>
/// <param name="Text">1 to 20,000 characters, plain text or Markdown.</param>
/// <param name="RoomId">On creation only: the room it lies in; absent for one of one's own.</param>
/// <param name="IsShared">In a room: whether others see it; absent: yes, or as it is.</param>
internal sealed record NoteRequest(string? Text, Guid? RoomId = null, bool? IsShared = null)
{
    public NoteContent ToContent() => new(Text!, IsShared);
}

internal sealed class NoteRequestValidator : AbstractValidator<NoteRequest>
{
    public NoteRequestValidator() => RuleFor(request => request.Text).NotEmpty().MaximumLength(Note.TextMaxLength);
}
