package dev.marina.agent.eviction;

/// Amounts as Kubernetes writes them: in the largest unit in which they are whole. CanonicalizeBytes in
/// k8s.io/apimachinery/pkg/api/resource/quantity.go
final class AmountText {

    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    private static final String[] DECIMAL = {"", "k", "M", "G", "T", "P", "E"};

    private AmountText() {}

    static String binary(long amount) {
        return text(amount, 1024, BINARY);
    }

    static String decimal(long amount) {
        return text(amount, 1000, DECIMAL);
    }

    private static String text(long amount, int step, String[] units) {
        long left = amount;
        int unit = 0;
        while (left != 0 && left % step == 0) {
            left /= step;
            unit++;
        }
        return left + units[unit];
    }
}
