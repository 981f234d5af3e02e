package dev.marina.apiserver.http;

import java.util.List;

/// Slices that are made when they are taken, of which it is known before how long they are together.
public interface MeasuredSlices extends List<byte[]> {

    long length();
}
