using FluentValidation;
using LearningPlatform.Core.Files;

namespace LearningPlatform.Api.Files;

/// <summary>A file that a client wants to send.</summary>
/// <param name="Purpose">avatar, media, material or submission.</param>
/// <param name="FileName">1 to 255 characters, no path.</param>
/// <param name="ContentType">Its type; the content is held to it.</param>
/// <param name="Size">In bytes, exactly.</param>
/// <param name="Sha256">Optional, 64 hex digits: the content is held to it.</param>
public sealed record UploadRequest(UploadPurpose? Purpose, string? FileName, string? ContentType, long? Size, string? Sha256 = null)
{
    internal NewUpload ToUpload() => new(Purpose!.Value, FileName!, ContentType!, Size!.Value, Sha256);
}

internal sealed class UploadRequestValidator : AbstractValidator<UploadRequest>
{
    private const int Sha256Digits = 64;

    public UploadRequestValidator()
    {
        RuleFor(upload => upload.Purpose).NotNull().IsInEnum();
        RuleFor(upload => upload.FileName).Must(UploadRules.IsFileName)
            .WithMessage($"1 to {UploadRules.FileNameMaxLength} characters, no path and no control characters.");
        RuleFor(upload => upload.ContentType).NotEmpty().MaximumLength(100);
        RuleFor(upload => upload.Size).NotNull().GreaterThan(0);
        RuleFor(upload => upload.Sha256).Must(hash => hash is null || (hash.Length == Sha256Digits && hash.All(char.IsAsciiHexDigit)))
            .WithMessage($"{Sha256Digits} hex digits.");
    }
}
