using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Study.Contents;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Core.Study.Timers;

namespace LearningPlatform.UnitTests.Study;

public sealed class RoomRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid RoomId = Guid.CreateVersion7();
    private static readonly Guid Owner = Guid.CreateVersion7();
    private static readonly Guid Moderator = Guid.CreateVersion7();
    private static readonly Guid Member = Guid.CreateVersion7();

    private static readonly Room Room = new()
    {
        Name = "Room",
        OwnerId = Owner,
        Type = RoomType.Shared,
        CreatedAt = Now,
        MaxParticipants = 4,
        Participants = [new(Owner, RoomRole.Owner, Now), new(Member, RoomRole.Member, Now), new(Moderator, RoomRole.Moderator, Now.AddDays(1))],
        InviteCode = "CODE",
        Settings = new(IsPrivate: true, AllowScreenSharing: false),
    };

    // member, moderator, owner; in a closed room owner
    [Theory]
    [InlineData(RoomAction.See, true, true, true, true)]
    [InlineData(RoomAction.Contribute, true, true, true, false)]
    [InlineData(RoomAction.Chat, true, true, true, false)]
    [InlineData(RoomAction.Call, true, true, true, false)]
    [InlineData(RoomAction.ShareScreen, false, false, false, false)]
    [InlineData(RoomAction.RunTimer, true, true, true, false)]
    [InlineData(RoomAction.ManageContent, false, true, true, false)]
    [InlineData(RoomAction.Invite, false, true, true, false)]
    [InlineData(RoomAction.Remove, false, true, true, true)]
    [InlineData(RoomAction.ChangeRoles, false, false, true, true)]
    [InlineData(RoomAction.Edit, false, false, true, true)]
    [InlineData(RoomAction.Delete, false, false, true, true)]
    public void A_role_may_what_the_table_says(RoomAction action, bool member, bool moderator, bool owner, bool closed)
    {
        Of(Room, Member).May(action).ShouldBe(member);
        Of(Room, Moderator).May(action).ShouldBe(moderator);
        Of(Room, Owner).May(action).ShouldBe(owner);
        Of(Room with { IsActive = false }, Owner).May(action).ShouldBe(closed);
    }

    [Fact]
    public void Screens_are_shared_where_the_room_allows_it() =>
        Of(Room with { Settings = new(true, AllowScreenSharing: true) }, Member).May(RoomAction.ShareScreen).ShouldBeTrue();

    [Fact]
    public void Admins_run_every_room_but_see_nothing_of_what_it_holds()
    {
        var admin = new Caller(Guid.CreateVersion7(), Role.Admin, Guid.Empty);
        Membership.ToManage(RoomId, Room, admin, RoomAction.Delete).Failure.ShouldBeNull();
        Membership.Of(RoomId, Room, admin.UserId).ShouldBeNull();
        Membership.ToManage(RoomId, Room with { IsDeleted = true }, admin, RoomAction.See).Failure.ShouldBe(RoomMemberships.NotFound);
    }

    [Fact]
    public void Nobody_touches_who_is_of_the_same_role_or_a_greater()
    {
        RoomPeople.Kick(Room, Of(Room, Moderator), Owner).Failure.ShouldBe(RoomFailures.RoleTooLow);
        RoomPeople.Kick(Room, Of(Room, Moderator), Moderator).Failure.ShouldBe(RoomFailures.Yourself);
        RoomPeople.Kick(Room, Of(Room, Moderator), Member).Value.RoleOf(Member).ShouldBeNull();
        RoomPeople.ChangeRole(Room, Of(Room, Owner), Member, RoomRole.Moderator).Value.RoleOf(Member).ShouldBe(RoomRole.Moderator);
    }

    [Fact]
    public void An_owner_that_is_gone_is_followed_by_the_moderator_then_the_eldest_member()
    {
        RoomPeople.SuccessorOf(Room).ShouldBe(Moderator);
        RoomPeople.SuccessorOf(RoomPeople.Without(Room, Moderator)).ShouldBe(Member);
        RoomPeople.SuccessorOf(Room with { Participants = [Room.Participants[0]] }).ShouldBeNull();
    }

    [Fact]
    public void Answered_invitations_do_not_fill_the_room_for_ever()
    {
        var room = Room;
        for (var n = 0; n < 3 * RoomEntry.MaxInvites; n++)
        {
            var (person, invite) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            room = RoomEntry.Invite(room, person, Owner, invite, Now).Value;
            room = RoomEntry.Decline(room, invite, person).Value;
        }

        room.Invites.Count.ShouldBeLessThanOrEqualTo(RoomEntry.MaxInvites + 1);
        for (var n = 0; n < RoomEntry.MaxInvites; n++)
        {
            room = RoomEntry.Invite(room, Guid.CreateVersion7(), Owner, Guid.CreateVersion7(), Now).Value;
        }

        RoomEntry.Invite(room, Guid.CreateVersion7(), Owner, Guid.CreateVersion7(), Now).Failure.ShouldBe(RoomFailures.TooManyInvites);
    }

    [Fact]
    public void What_is_kept_for_oneself_is_nobody_elses_and_what_is_shared_stays_in_the_room()
    {
        var kept = new Item(Member, RoomId, false);
        var shared = new Item(Member, RoomId, true);
        var none = Failure.NotFound("NONE", "");
        ItemAccess.Refusal(kept, Owner, Of(Room, Owner), ItemUse.See, none).ShouldBe(none);
        ItemAccess.Refusal(kept, Member, null, ItemUse.Manage, none).ShouldBeNull();
        ItemAccess.Refusal(shared, Member, null, ItemUse.See, none).ShouldBe(none);
        ItemAccess.Refusal(shared, Member, Of(Room, Member), ItemUse.Manage, none).ShouldBeNull();
        ItemAccess.Refusal(shared, Moderator, Of(Room, Moderator), ItemUse.Manage, none).ShouldBeNull();
        ItemAccess.Refusal(shared with { OwnerId = Owner }, Member, Of(Room, Member), ItemUse.Manage, none).ShouldBe(RoomFailures.RoleTooLow);
        ItemAccess.Refusal(shared with { OwnerId = Owner }, Member, Of(Room, Member), ItemUse.WorkOn, none).ShouldBeNull();
    }

    [Fact]
    public void A_timer_goes_from_focus_to_break_to_rest_by_the_clock_alone()
    {
        var timer = RoomTimer.New.Start(Owner, TimerPhase.Focus, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(10), Now).Value;

        timer.At(Now.AddMinutes(29)).ShouldBe((timer, null));
        var (resting, done) = timer.At(Now.AddMinutes(31));
        (resting.Phase, resting.State, resting.EndsAt, resting.Completed).ShouldBe((TimerPhase.Break, TimerState.Running, Now.AddMinutes(40), 1));
        done.ShouldBe(new FocusPhase(Now, Now.AddMinutes(30)));
        var (later, doneLater) = timer.At(Now.AddDays(1));
        (later.State, later.Completed, doneLater).ShouldBe((TimerState.Stopped, 1, done));
    }

    [Fact]
    public void A_paused_timer_keeps_what_was_left()
    {
        var timer = RoomTimer.New.Start(Owner, TimerPhase.Focus, null, null, Now).Value.Pause(Now.AddMinutes(10)).Value;

        timer.Left.ShouldBe(TimeSpan.FromMinutes(15));
        timer.Pause(Now).Failure!.Code.ShouldBe("TIMER_NOT_RUNNING");
        timer.At(Now.AddDays(1)).Timer.ShouldBe(timer);
        timer.Resume(Now.AddHours(5)).Value.EndsAt.ShouldBe(Now.AddHours(5).AddMinutes(15));
        timer.Stop().Value.State.ShouldBe(TimerState.Stopped);
    }

    private static Membership Of(Room room, Guid userId) => Membership.Of(RoomId, room, userId)!;

    private sealed record Item(Guid OwnerId, Guid? RoomId, bool IsShared) : IRoomItem;
}
