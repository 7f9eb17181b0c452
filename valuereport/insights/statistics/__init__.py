"""What insights count with: arrays in, estimates with their 95 % intervals out; nothing here knows a member."""
