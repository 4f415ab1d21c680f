using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Study.Todos;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Study;

/// <summary>Todos, one's own and a room's.</summary>
internal static class TodoEndpoints
{
    public static void MapTodos(this IEndpointRouteBuilder study)
    {
        var todos = study.MapGroup("/todos").WithTags("Todos and notes");
        todos.MapPost("", CreateAsync)
            .WithSummary("Add a todo, to yourself or to a room")
            .WithDescription("In a room it is shared unless `is_shared` is false; an assignee is somebody of the room.")
            .HonoursIdempotencyKey()
            .Fails(404, "ROOM_NOT_FOUND")
            .Fails(409, "ROOM_CLOSED", "TOO_MANY_ITEMS", "TOO_MANY_ITEMS_IN_ROOM")
            .WithRequestExample(StudyExamples.TodoRequest)
            .WithResponseExample(StudyExamples.Todo);
        todos.MapGet("", ListAsync)
            .WithSummary("Your todos and those that you are to do, newest first")
            .WithTodoFilters()
            .WithResponseExample(StudyExamples.TodoList);
        study.MapGet("/rooms/{id:guid}/todos", ListRoomAsync)
            .WithTags("Todos and notes")
            .WithSummary("A room's todos, newest first")
            .WithTodoFilters()
            .Fails(404, "ROOM_NOT_FOUND")
            .WithResponseExample(StudyExamples.TodoList);
        todos.MapGet("/{id:guid}", GetAsync).WithSummary("A todo").Fails(404, "TODO_NOT_FOUND").WithResponseExample(StudyExamples.Todo);
        todos.MapPut("/{id:guid}", UpdateAsync)
            .WithSummary("Replace a todo's fields: yours, or as a moderator a shared one")
            .WithDescription("It stays in its room. With If-Match, a version that has changed since is refused (412).")
            .WithChangeFailures()
            .Fails(412, "PRECONDITION_FAILED")
            .WithRequestExample(StudyExamples.TodoRequest)
            .WithResponseExample(StudyExamples.Todo);
        todos.MapDelete("/{id:guid}", DeleteAsync)
            .WithSummary("Delete a todo: yours, or as a moderator a shared one")
            .WithChangeFailures()
            .Fails(412, "PRECONDITION_FAILED");
        todos.MapPut("/{id:guid}/complete", CompleteAsync)
            .WithSummary("Tick a todo; everybody whom it is shared with may")
            .WithChangeFailures()
            .WithResponseExample(StudyExamples.Todo);
        todos.MapDelete("/{id:guid}/complete", UncompleteAsync).WithSummary("Untick a todo").WithChangeFailures();
    }

    private static async Task<CreatedReply<TodoView>> CreateAsync(
        TodoRequest request, ClaimsPrincipal user, TodoService todos, CancellationToken cancellationToken)
    {
        var created = await todos.CreateAsync(user.Caller().UserId, request.RoomId, request.ToContent(), cancellationToken);
        return created.TryGet(out var todo, out var failure) ? CreatedReply<TodoView>.At($"/api/v1/todos/{todo.Id}", todo) : failure;
    }

    private static async Task<Reply<Page<TodoView>>> ListAsync(HttpContext context, TodoService todos, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var filter = Filter(query);
        return query.Failure is { } failure
            ? failure
            : await todos.ListOwnAsync(context.User.Caller().UserId, filter, cancellationToken);
    }

    private static async Task<Reply<Page<TodoView>>> ListRoomAsync(
        Guid id, HttpContext context, TodoService todos, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var filter = Filter(query);
        return query.Failure is { } failure
            ? failure
            : await todos.ListRoomAsync(id, context.User.Caller().UserId, filter, cancellationToken);
    }

    private static async Task<Reply<TodoView>> GetAsync(
        Guid id, ClaimsPrincipal user, TodoService todos, CancellationToken cancellationToken) =>
        await todos.GetAsync(id, user.Caller().UserId, cancellationToken);

    private static async Task<Reply<TodoView>> UpdateAsync(
        Guid id, TodoRequest request, HttpContext context, TodoService todos, CancellationToken cancellationToken) =>
        await todos.UpdateAsync(id, context.User.Caller().UserId, request.ToContent(), context.IfMatch(), cancellationToken);

    private static async Task<NoContentReply> DeleteAsync(
        Guid id, HttpContext context, TodoService todos, CancellationToken cancellationToken) =>
        await todos.DeleteAsync(id, context.User.Caller().UserId, context.IfMatch(), cancellationToken);

    private static async Task<Reply<TodoView>> CompleteAsync(
        Guid id, ClaimsPrincipal user, TodoService todos, CancellationToken cancellationToken) =>
        await todos.CompleteAsync(id, user.Caller().UserId, done: true, cancellationToken);

    private static async Task<Reply<TodoView>> UncompleteAsync(
        Guid id, ClaimsPrincipal user, TodoService todos, CancellationToken cancellationToken) =>
        await todos.CompleteAsync(id, user.Caller().UserId, done: false, cancellationToken);

    private static TodoFilter Filter(QueryReader query) =>
        new(query.Flag("completed"), query.Id("assignee_id"), query.After(key => key.Length == 0)?.Id, query.Limit());

    private static RouteHandlerBuilder WithTodoFilters(this RouteHandlerBuilder route) => route
        .WithMetadata(
            new QueryParameter("completed", "boolean", "Only ticked ones, or only open ones."),
            new QueryParameter("assignee_id", "string", "Only those that this person is to do."))
        .WithPageParameters();

    private static RouteHandlerBuilder WithChangeFailures(this RouteHandlerBuilder route) =>
        route.Fails(403, "ROOM_ROLE_TOO_LOW").Fails(404, "TODO_NOT_FOUND").Fails(409, "ROOM_CLOSED");
}

/// <summary>A todo as somebody writes it.</summary>
/// <param name="Text">1 to 1,000 characters.</param>
/// <param name="RoomId">On creation only: the room it lies in; absent for one of one's own.</param>
/// <param name="IsShared">In a room: whether others see it; absent: yes, or as it is.</param>
/// <param name="AssigneeId">Who is to do it; absent: nobody in particular.</param>
/// <param name="DueDate">Absent: whenever.</param>
internal sealed record TodoRequest(
    string? Text, Guid? RoomId = null, bool? IsShared = null, Guid? AssigneeId = null, DateTimeOffset? DueDate = null)
{
    public TodoContent ToContent() => new(Text!.Trim(), IsShared, AssigneeId, DueDate);
}

internal sealed class TodoRequestValidator : AbstractValidator<TodoRequest>
{
    public TodoRequestValidator()
    {
        RuleFor(request => request.Text).NotEmpty().MaximumLength(Todo.TextMaxLength);
        RuleFor(request => request.DueDate).Must(date => date is not { Year: < 2000 or > 2200 }).WithMessage("A year from 2000 to 2200.");
    }
}
