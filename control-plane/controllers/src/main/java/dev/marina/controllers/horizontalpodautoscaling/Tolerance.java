package dev.marina.controllers.horizontalpodautoscaling;

/// How far what is seen may be from what is wanted before anything is scaled.
///
/// @param up 0.1 for a tenth more
record Tolerance(double up, double down) {

    boolean holds(double ratio) {
        return ratio >= 1 - down && ratio <= 1 + up;
    }
}
