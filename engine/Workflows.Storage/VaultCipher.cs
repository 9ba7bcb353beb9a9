using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Ports;

namespace Workflows.Storage;

/// <summary>AES-256-GCM over values that must not be readable in the file. The value's place is authenticated with it, so that no row can be moved.</summary>
internal sealed class VaultCipher : ISealer, IDisposable
{
    private const int NonceSize = 12, TagSize = 16;
    private readonly byte[] _key;
    private readonly ThreadLocal<AesGcm> _aes;
    private readonly ThreadLocal<Nonces> _nonces = new(() => new Nonces());
    private bool _disposed;

    public VaultCipher(StorageOptions options)
    {
        // A file copied from a template is sealed with the template's key.
        if (options.Template is { } template && File.Exists(template + ".key") && !File.Exists(options.Path + ".key") && Path.GetDirectoryName(Path.GetFullPath(options.Path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
            File.Copy(template + ".key", options.Path + ".key");
        }
        _key = options.VaultKey is { Length: > 0 } text ? FromBase64(text) : FromFile(options.Path + ".key");
        // One a thread: AesGcm keeps a native context that two threads must not share.
        _aes = new ThreadLocal<AesGcm>(() => new AesGcm(_key, TagSize), trackAllValues: true);
    }

    /// <param name="place">What the value belongs to: its table, municipality and id.</param>
    public byte[] Encrypt(ReadOnlySpan<byte> value, string place)
    {
        var result = new byte[NonceSize + TagSize + value.Length];
        _nonces.Value!.Take(result.AsSpan(0, NonceSize));
        _aes.Value!.Encrypt(result.AsSpan(0, NonceSize), value, result.AsSpan(NonceSize + TagSize), result.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(place));
        return result;
    }

    /// <exception cref="CryptographicException">Another key, or the row was changed.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> stored, string place)
    {
        var value = new byte[stored.Length - NonceSize - TagSize];
        _aes.Value!.Decrypt(stored[..NonceSize], stored[(NonceSize + TagSize)..], stored.Slice(NonceSize, TagSize), value, Encoding.UTF8.GetBytes(place));
        return value;
    }

    /// <summary>A packed value as it lies in the file: sealed, with a first byte that says so.</summary>
    public byte[] Seal(ReadOnlySpan<byte> packed)
    {
        var result = new byte[1 + NonceSize + TagSize + packed.Length];
        result[0] = Packing.Sealed;
        _nonces.Value!.Take(result.AsSpan(1, NonceSize));
        _aes.Value!.Encrypt(result.AsSpan(1, NonceSize), packed, result.AsSpan(1 + NonceSize + TagSize), result.AsSpan(1 + NonceSize, TagSize));
        return result;
    }

    /// <summary>The packed value again; one that was never sealed is given back as it is.</summary>
    /// <exception cref="CryptographicException">Another key, or the bytes were changed.</exception>
    public byte[] Open(byte[] stored)
    {
        if (stored.Length <= NonceSize + TagSize || stored[0] != Packing.Sealed) return stored;
        var value = new byte[stored.Length - 1 - NonceSize - TagSize];
        _aes.Value!.Decrypt(stored.AsSpan(1, NonceSize), stored.AsSpan(1 + NonceSize + TagSize), stored.AsSpan(1 + NonceSize, TagSize), value);
        return value;
    }

    public byte[] Mark(ReadOnlySpan<byte> plain) => HMACSHA256.HashData(HMACSHA256.HashData(_key, "mark"u8), plain);

    public void Dispose()
    {
        // The container knows it under two names.
        if (_disposed) return;
        _disposed = true;
        foreach (var aes in _aes.Values) aes.Dispose();
        _aes.Dispose();
        _nonces.Dispose();
        CryptographicOperations.ZeroMemory(_key);
    }

    /// <summary>Random nonces of one thread, fetched many at once: a fetch costs as much as sealing a value does.</summary>
    private sealed class Nonces
    {
        private readonly byte[] _random = new byte[64 * NonceSize];
        private int _left;

        public void Take(Span<byte> nonce)
        {
            if (_left == 0)
            {
                RandomNumberGenerator.Fill(_random);
                _left = _random.Length / NonceSize;
            }
            _random.AsSpan(--_left * NonceSize, NonceSize).CopyTo(nonce);
        }
    }

    private static byte[] FromBase64(string text)
    {
        byte[] key;
        try { key = Convert.FromBase64String(text.Trim()); }
        catch (FormatException) { key = []; }
        return key.Length == 32 ? key : throw new InvalidOperationException("設定 Storage:VaultKey は32バイトの鍵をBase64で書いてください。 (Storage:VaultKey must be 32 bytes as base64.)");
    }

    /// <summary>Made once, readable by its owner only. It belongs in the backup, apart from the database.</summary>
    private static byte[] FromFile(string path)
    {
        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            try
            {
                using var file = new StreamWriter(path, Encoding.ASCII, options);
                file.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
            }
            // Another process made it first.
            catch (IOException) when (File.Exists(path)) { }
        }
        return FromBase64(File.ReadAllText(path));
    }
}
