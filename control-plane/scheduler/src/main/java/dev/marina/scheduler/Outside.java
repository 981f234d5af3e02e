package dev.marina.scheduler;

import dev.marina.scheduler.devices.DeviceSelectors;
import dev.marina.scheduler.extender.ExtenderCalls;

/// What the scheduler asks of others, and knows nothing about.
///
/// @param selectors evaluates what claims say of devices
/// @param extenders calls servers of clusters' own
public record Outside(DeviceSelectors selectors, ExtenderCalls extenders) {

    /// Where nobody is there to be asked.
    public static final Outside NOBODY = new Outside(DeviceSelectors.NONE, ExtenderCalls.NONE);
}
