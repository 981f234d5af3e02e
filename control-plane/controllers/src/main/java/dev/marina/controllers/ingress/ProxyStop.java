package dev.marina.controllers.ingress;

/// That nothing of what is being read of an HTTPProxy is served. The reason has been told.
final class ProxyStop extends Exception {

    ProxyStop() {
        super("told", null, false, false);
    }

    /// Tells it.
    static ProxyStop told(ProxyCondition condition, String type, String reason, String message, Object... values) {
        condition.error(type, reason, message, values);
        return new ProxyStop();
    }
}
