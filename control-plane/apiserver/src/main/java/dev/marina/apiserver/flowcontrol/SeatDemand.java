package dev.marina.apiserver.flowcontrol;

/// How many seats a level could have used over time: its mean, how far it strays, its highest.
final class SeatDemand {

    private long since;
    private long last;
    private double value;
    private double sum;
    private double squares;
    private double most;

    /// What was seen in one period.
    record Observed(double mean, double deviation, double most) {}

    SeatDemand(long nowNanos) {
        since = nowNanos;
        last = nowNanos;
    }

    void now(double seats, long nowNanos) {
        advance(nowNanos);
        value = seats;
        most = Math.max(most, seats);
    }

    private void advance(long nowNanos) {
        long took = nowNanos - last;
        sum += value * took;
        squares += value * value * took;
        last = nowNanos;
    }

    /// Begins again.
    Observed take(long nowNanos) {
        advance(nowNanos);
        long took = nowNanos - since;
        double mean = took <= 0 ? value : sum / took;
        double variance = took <= 0 ? 0 : Math.max(0, squares / took - mean * mean);
        Observed observed = new Observed(mean, Math.sqrt(variance), most);
        since = nowNanos;
        sum = 0;
        squares = 0;
        most = value;
        return observed;
    }
}
