import { describe, expect, it } from '@jest/globals';
import { canMove, deliveryStates, isTerminal } from './delivery-state.js';

describe('delivery states', () => {
  it('leave pending for any terminal state', () => {
    for (const state of deliveryStates.filter(isTerminal)) expect(canMove('pending', state)).toBe(true);
  });

  it('leave a terminal state by redelivery alone', () => {
    for (const from of deliveryStates.filter(isTerminal)) {
      expect(deliveryStates.filter((to) => canMove(from, to))).toEqual(['pending']);
    }
  });

  it('never move to themselves', () => {
    expect(deliveryStates.filter((state) => canMove(state, state))).toEqual([]);
  });
});
