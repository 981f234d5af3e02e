package dev.marina.apiserver.budget;

import dev.marina.api.GroupResource;

/// How much of one thing a cluster may have at a time.
///
/// @param requests in flight, those that wait for a seat among them
/// @param strangers' requests in flight, of whom nobody knows who they are
/// @param requestBytes of the bodies of requests in flight
/// @param answerBytes of answers that are not read to their end; one answer alone may be of any length
/// @param watches that are open
/// @param objects that are stored
/// @param objectBytes of all stored objects together
public record BudgetLimits(int requests, int strangers, long requestBytes, long answerBytes, int watches, int objects, long objectBytes) {

    /// Flow schemas, and priority levels: every request is compared with them, and seats are divided among them.
    private static final int FLOWS = 200;

    public static final BudgetLimits STANDARD = new BudgetLimits(2000, 100, 64L << 20, 64L << 20, 5000, 100_000, 256L << 20);

    /// How many objects of one type there may be.
    public int objects(GroupResource type) {
        return type.group().equals("flowcontrol.apiserver.k8s.io") ? Math.min(FLOWS, objects) : objects;
    }
}
