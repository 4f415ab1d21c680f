using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LearningPlatform.Core.Identity;

internal sealed class UserModel : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder) => builder.Property(user => user.Version).IsConcurrencyToken();
}

internal sealed class UserProfileModel : IEntityTypeConfiguration<UserProfile>
{
    public void Configure(EntityTypeBuilder<UserProfile> builder)
    {
        builder.HasKey(profile => profile.UserId);
        builder.HasOne<User>().WithOne().HasForeignKey<UserProfile>(profile => profile.UserId);
    }
}
