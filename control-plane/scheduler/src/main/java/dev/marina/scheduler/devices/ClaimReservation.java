package dev.marina.scheduler.devices;

import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.Optional;

/// What is to be written of a claim before its pod is bound.
///
/// @param allocation devices for a claim that had none; empty where only the pod's name is to be added
public record ClaimReservation(ResourceClaim claim, Optional<AllocationResult> allocation) {}
