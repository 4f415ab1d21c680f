using System.Text.Json.Serialization;
using LearningPlatform.Core;
using LearningPlatform.Core.Identity.Accounts;
using LearningPlatform.Core.Identity.Friends;
using LearningPlatform.Core.Identity.Leaderboards;
using LearningPlatform.Core.Identity.Personal;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Identity.Progress;
using LearningPlatform.Core.Identity.Sessions;

namespace LearningPlatform.Api.Identity;

/// <summary>Source-generated JSON of accounts.</summary>
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(OAuthRequest))]
[JsonSerializable(typeof(ChangePasswordRequest))]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(AddressRequest))]
[JsonSerializable(typeof(ResetPasswordRequest))]
[JsonSerializable(typeof(Accepted))]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(List<MailboxEndpoint.Message>))]
[JsonSerializable(typeof(ProfileRequest))]
[JsonSerializable(typeof(AvatarRequest))]
[JsonSerializable(typeof(SignedInAnswer))]
[JsonSerializable(typeof(ProfileView))]
[JsonSerializable(typeof(PublicProfile))]
[JsonSerializable(typeof(RoleRequest))]
[JsonSerializable(typeof(RoleView))]
[JsonSerializable(typeof(FriendRequest))]
[JsonSerializable(typeof(FriendView))]
[JsonSerializable(typeof(Page<FriendView>))]
[JsonSerializable(typeof(PreferencesEndpoints.PreferencesRequest))]
[JsonSerializable(typeof(PreferencesEndpoints.PreferencesView))]
[JsonSerializable(typeof(DataRequestView))]
[JsonSerializable(typeof(XpStanding))]
[JsonSerializable(typeof(Page<LeaderboardEntry>))]
[JsonSerializable(typeof(LeaderboardStanding))]
[JsonSerializable(typeof(Page<AchievementView>))]
[JsonSerializable(typeof(Page<SkillView>))]
[JsonSerializable(typeof(Page<AuditEndpoints.AuditItem>))]
[JsonSerializable(typeof(Page<SessionView>))]
[JsonSerializable(typeof(WellKnownEndpoints.KeySet))]
[JsonSerializable(typeof(WellKnownEndpoints.Configuration))]
internal sealed partial class IdentityJson : JsonSerializerContext;
