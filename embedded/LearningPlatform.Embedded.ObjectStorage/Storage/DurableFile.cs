namespace LearningPlatform.Embedded.ObjectStorage.Storage;

/// <summary>Small files that are written once.</summary>
internal static class DurableFile
{
    /// <summary>Writes a new file and flushes it and its folder's entry to the disk.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }

        FolderSync.Flush(Path.GetDirectoryName(path)!);
    }
}
