using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelOpsLab.Registry;

/// <summary>A signature line of a note: the key's name and id, and the signature.</summary>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Signature);

/// <summary>
/// A text and who signed it (C2SP signed-note): plain UTF-8 that can be mailed, printed or committed. The text counts only
/// where a known key signed it.
/// </summary>
/// <param name="Text">The text, with its last line end.</param>
/// <param name="Signatures">At least one, at most 64; by keys known or not.</param>
public sealed partial record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    const int MaxLength = 1 << 20, MaxSignatures = 64;

    /// <summary>Signs a text.</summary>
    /// <exception cref="ArgumentException">The text does not end with a line end, or has a control character.</exception>
    public static string Sign(string text, NoteSigner signer)
    {
        if (!text.EndsWith('\n') || Control().IsMatch(text)) throw new ArgumentException("The text of a note ends with a line end and has no other control character.", nameof(text));
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, signer.Verifier.Id);
        return $"{text}\n— {signer.Verifier.Name} {Convert.ToBase64String([.. bytes, .. signer.Sign(Encoding.UTF8.GetBytes(text))])}\n";
    }

    /// <summary>Reads a note, without judging its signatures.</summary>
    /// <exception cref="InvalidDataException">It is not of the form of a signed note.</exception>
    public static SignedNote Parse(string note)
    {
        if (note.Length > MaxLength || Control().IsMatch(note) || note.LastIndexOf("\n\n", StringComparison.Ordinal) is not (>= 0 and var end) || !note.EndsWith('\n'))
            throw new InvalidDataException("This is no signed note: text, an empty line, and signatures that begin with a dash.");
        var lines = note[(end + 2)..^1].Split('\n');
        if (lines.Length > MaxSignatures) throw new InvalidDataException($"A note of {lines.Length} signatures is not read; at most {MaxSignatures}.");
        return new(note[..(end + 1)], [.. lines.Select(Signature)]);
    }

    /// <summary>Whether one of the keys signed the text.</summary>
    /// <returns>False where none of them did; that of an unknown key counts for nothing.</returns>
    /// <exception cref="InvalidDataException">A line claims to be by one of the keys, and its signature does not hold: the text or the line was changed.</exception>
    public bool IsSignedBy(params IReadOnlyList<NoteVerifier> keys)
    {
        var known = false;
        foreach (var line in Signatures)
            foreach (var key in keys.Where(k => k.Name == line.Name && k.Id == line.KeyId))
            {
                if (!key.Verify(Encoding.UTF8.GetBytes(Text), line.Signature.Span)) throw new InvalidDataException($"The signature of {key.Name} does not hold: the note was changed, or was not signed by this key.");
                known = true;
            }
        return known;
    }

    static NoteSignature Signature(string line)
    {
        if (Line().Match(line) is { Success: true } match)
        {
            var text = match.Groups["signature"].Value;
            var bytes = new byte[text.Length];
            if (Convert.TryFromBase64String(text, bytes, out var length) && length > 4 && Convert.ToBase64String(bytes, 0, length) == text)
                return new(match.Groups["name"].Value, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(4, length - 4));
        }
        throw new InvalidDataException("A signature line of the note is not a dash, a key's name and a signature in Base64.");
    }

    [GeneratedRegex(@"^— (?<name>[^\s+]+) (?<signature>[A-Za-z0-9+/]+={0,2})\z")]
    private static partial Regex Line();

    [GeneratedRegex(@"[\x00-\x09\x0B-\x1F]")]
    private static partial Regex Control();
}
