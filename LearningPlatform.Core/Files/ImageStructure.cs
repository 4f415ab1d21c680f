using System.Runtime.InteropServices;

namespace LearningPlatform.Core.Files;

/// <summary>Why the bytes are not a whole picture and nothing else.</summary>
internal enum ImageFlaw
{
    None,
    CutOff,
    Broken,
    Trailing,
}

/// <summary>The outcome of walking a picture's structure; the size counts only without a flaw and is not yet judged.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ImageStructure(ImageFlaw Flaw, int Width = 0, int Height = 0)
{
    public static implicit operator ImageStructure(ImageFlaw flaw) => new(flaw);
}
