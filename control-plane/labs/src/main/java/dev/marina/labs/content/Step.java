package dev.marina.labs.content;

import java.util.List;

/// A part of a lab.
///
/// @param state what a reset to a later step makes of this one
public record Step(String id, Texts title, List<Manifest> state, List<Goal> goals) {}
