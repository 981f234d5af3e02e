package dev.marina.net.linux;

/// The nftables rules of one network namespace.
public interface Nftables extends AutoCloseable {

    /// Carries out commands in nft's own language as one transaction: all or nothing.
    ///
    /// @throws NftablesException if they were refused; nothing has changed then
    void apply(String commands);

    /// What nft prints for a command such as `list tables`; with `json` in its JSON form.
    String query(String command, boolean json);

    @Override
    void close();

    /// @see Nftables#apply
    final class NftablesException extends RuntimeException {
        NftablesException(String message) {
            super(message);
        }
    }
}
