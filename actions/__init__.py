"""Rasa's custom actions: tracker → use case → utterances and slots. No decisions, no SQL, no sentences.

The same package serves inside our process (`bot.in_process_actions`) and as a server of its own (`python -m rasa_sdk
--actions actions`).
"""
