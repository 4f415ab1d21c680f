using FluentValidation;
using LearningPlatform.Core.Study.Materials;

namespace LearningPlatform.Api.Study;

/// <summary>Which materials a list has.</summary>
internal enum MaterialScope
{
    Own,
    Shared,
}

/// <summary>A file as a material.</summary>
/// <param name="UploadId">A completed upload of yours for the purpose <c>material</c>.</param>
/// <param name="RoomId">The room it is to lie in; absent for one of your own.</param>
/// <param name="Name">1 to 200 characters; absent: the file's name.</param>
/// <param name="Description">At most 2,000 characters.</param>
internal sealed record MaterialRequest(Guid? UploadId = null, Guid? RoomId = null, string? Name = null, string? Description = null);

internal sealed class MaterialRequestValidator : AbstractValidator<MaterialRequest>
{
    public MaterialRequestValidator()
    {
        RuleFor(request => request.UploadId).NotEmpty();
        RuleFor(request => request.Name).MaximumLength(Material.NameMaxLength);
        RuleFor(request => request.Description).MaximumLength(Material.DescriptionMaxLength);
    }
}

/// <summary>What a material says about itself.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Description">At most 2,000 characters.</param>
internal sealed record MaterialUpdateRequest(string? Name = null, string? Description = null);

internal sealed class MaterialUpdateRequestValidator : AbstractValidator<MaterialUpdateRequest>
{
    public MaterialUpdateRequestValidator()
    {
        RuleFor(request => request.Name).NotEmpty().MaximumLength(Material.NameMaxLength);
        RuleFor(request => request.Description).MaximumLength(Material.DescriptionMaxLength);
    }
}

/// <summary>What a share allows; <c>none</c> ends it.</summary>
internal enum SharePermission
{
    None,
    View,
    Edit,
}

/// <summary>With whom a material is shared: a person or a room, one of the two.</summary>
/// <param name="UserId">A person.</param>
/// <param name="RoomId">A room that you are in.</param>
/// <param name="Permission">For a person: view, edit or none. For a room: none to take it back.</param>
internal sealed record ShareRequest(Guid? UserId = null, Guid? RoomId = null, SharePermission? Permission = null);

internal sealed class ShareRequestValidator : AbstractValidator<ShareRequest>
{
    public ShareRequestValidator()
    {
        RuleFor(request => request.UserId)
            .Must((request, userId) => userId.HasValue != request.RoomId.HasValue)
            .WithMessage("Give user_id or room_id, one of the two.");
        RuleFor(request => request.Permission).NotNull().When(request => request.UserId.HasValue);
    }
}

/// <summary>Another file for a material.</summary>
/// <param name="UploadId">A completed upload of yours for the purpose <c>material</c>.</param>
internal sealed record VersionRequest(Guid? UploadId = null);

internal sealed class VersionRequestValidator : AbstractValidator<VersionRequest>
{
    public VersionRequestValidator() => RuleFor(request => request.UploadId).NotEmpty();
}
