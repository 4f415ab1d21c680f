using LearningPlatform.Core.Study.Rooms;

namespace LearningPlatform.Core.Study.Chat;

/// <summary>
/// A message of a room's chat (document 2, <c>messages</c>): a document, whose id is a UUIDv7 so that the history reads in order.
/// </summary>
public sealed record ChatMessage
{
    public const int TextMaxLength = 4_000;
    public const int ClientIdMaxLength = 64;

    /// <summary>How many different reactions a message takes.</summary>
    public const int ReactionsMax = 20;

    public static readonly Failure NotFound = Failure.NotFound("MESSAGE_NOT_FOUND", "There is no such message in this room.");
    private static readonly Failure NotYours = Failure.Forbidden("NOT_YOUR_MESSAGE", "Only its author can do that to a message.");
    private static readonly Failure TooManyReactions =
        Failure.Conflict("TOO_MANY_REACTIONS", $"A message takes {ReactionsMax} different reactions.");

    public required Guid RoomId { get; init; }
    public required Guid AuthorId { get; init; }

    /// <summary>The author's own id of it: what makes a second try the same message.</summary>
    public required string ClientId { get; init; }

    /// <summary>Empty once it is deleted.</summary>
    public required string Text { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EditedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Members whom the text names.</summary>
    public IReadOnlyList<Guid> Mentions { get; init; } = [];

    public IReadOnlyList<ChatReaction> Reactions { get; init; } = [];

    /// <summary>The author changes the text. Who is named only now is not told: notifications cannot be taken back either.</summary>
    public Outcome<ChatMessage> Edit(Membership by, string text, DateTimeOffset now) =>
        Refusal(by) is { } refusal ? refusal
        : by.UserId != AuthorId ? NotYours
        : this with { Text = text, EditedAt = now };

    /// <summary>The author, or whoever may manage others' content, deletes it; that it was there stays.</summary>
    public Outcome<ChatMessage> Delete(Membership by, DateTimeOffset now) =>
        Refusal(by) is { } refusal ? refusal
        : by.UserId != AuthorId && by.Refusal(RoomAction.ManageContent) is not null ? NotYours
        : this with { Text = "", DeletedAt = now, Mentions = [], Reactions = [] };

    /// <summary>Adds or takes back one person's reaction; what is so already stays.</summary>
    public Outcome<ChatMessage> React(Membership by, string emoji, bool on)
    {
        if (Refusal(by) is { } refusal)
        {
            return refusal;
        }

        var others = Reactions.Where(reaction => reaction.Emoji != emoji).ToList();
        var people = (Reactions.FirstOrDefault(reaction => reaction.Emoji == emoji)?.UserIds ?? []).Where(user => user != by.UserId);
        ChatReaction changed = new(emoji, on ? [.. people, by.UserId] : [.. people]);
        return changed.UserIds.Count == 0 ? this with { Reactions = others }
            : others.Count >= ReactionsMax ? TooManyReactions
            : this with { Reactions = [.. others, changed] };
    }

    /// <summary>Neither named nor among those who reacted: the person has left the platform.</summary>
    public ChatMessage Without(Guid userId) => this with
    {
        Mentions = [.. Mentions.Where(user => user != userId)],
        Reactions =
        [
            .. Reactions.Select(reaction => reaction with { UserIds = [.. reaction.UserIds.Where(user => user != userId)] })
                .Where(reaction => reaction.UserIds.Count > 0),
        ],
    };

    private Failure? Refusal(Membership by) =>
        by.RoomId != RoomId || DeletedAt is not null ? NotFound : by.Refusal(RoomAction.Chat);
}

/// <summary>Who reacted with an emoji.</summary>
public sealed record ChatReaction(string Emoji, IReadOnlyList<Guid> UserIds);
